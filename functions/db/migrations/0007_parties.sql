-- Everyone of a party, found without reading all who signed up for their shift.
CREATE INDEX sign_ups_of_party ON sign_ups (party);
