-- Keys are destroyed by what their texts are in. What is destroyed keeps its row, without a key, so
-- that no other key ever takes its place.
CREATE INDEX keyring_container ON vault.keyring (container);
