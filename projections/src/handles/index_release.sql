CREATE INDEX IF NOT EXISTS handles_by_release ON handles (claim) WHERE given_up_by IS NOT NULL
