-- Books joined into another, and the acknowledgement of a sign-up, found without reading all of them.
CREATE INDEX volunteers_joined ON volunteers (joined_into) WHERE joined_into IS NOT NULL;
CREATE INDEX sign_up_submissions_of ON sign_up_submissions (sign_up_id);
