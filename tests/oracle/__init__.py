"""A slow, literal reading of the contact policy, to hold the engine against."""
