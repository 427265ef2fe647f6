import '@outrider/ui/src/styles/tokens.css'
import '@outrider/ui/src/styles/base.css'
import '@outrider/ui/src/styles/element.css'
