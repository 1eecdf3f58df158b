"""One file per thing a person does in the chat."""
