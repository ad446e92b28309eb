"""How a repository's tests are found: by what its files hold and say, never by running them."""
