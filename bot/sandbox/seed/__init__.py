"""What the sandbox starts with: fictional enterprises and projects, real rules."""
