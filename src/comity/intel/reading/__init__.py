"""What officers read of threat information: collections, objects, why, and what speaks of the same. Each question goes through the store."""
