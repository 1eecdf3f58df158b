"""The edge: Telegram, HTTP, web pages, the terminal, the environment and the wall clock."""
