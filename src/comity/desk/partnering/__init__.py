"""Partners without a node as this node knows them: proposed by one officer, approved by another."""
