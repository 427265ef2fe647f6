"""People, departments, roles, devices, sign-in and sessions; and the company itself."""
