"""What a protocol is: its days, its parts, and the one meaning of what may happen next."""
