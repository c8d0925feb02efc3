"""What officers read of threat information: collections, objects, why, what speaks of the same. Each question goes through the store."""
