"""The legal adviser's opinion on a draft or a request: shown to who drafts and who approves, never part of any act."""
