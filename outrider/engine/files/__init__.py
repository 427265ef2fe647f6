"""Files by content: photos and attachments under their SHA-256, uploads that resume, readers by record.

Promises: a stored file is exactly the bytes of its digest; what is not a picture that we can read never
gets in; a file is read only through a record that names it, and a digest never tells whether it exists.
"""
