/**
 * For localhost and 127.0.0.1, signed by itself and by nobody else, until 2126:
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj "/CN=rx-qhttp demo server"
 * -addext "subjectAltName=DNS:localhost,IP:127.0.0.1"`. Its key is known to everybody: it is good for a demonstration only.
 */
export const cert = `-----BEGIN CERTIFICATE-----
MIIBsTCCAVegAwIBAgIUKqDqrwh813Z7zWdE2ZNDKxbD3AIwCgYIKoZIzj0EAwIw
HzEdMBsGA1UEAwwUcngtcWh0dHAgZGVtbyBzZXJ2ZXIwIBcNMjYxMTIzMDQyNDE1
WhgPMjEyNjEwMzAwNDI0MTVaMB8xHTAbBgNVBAMMFHJ4LXFodHRwIGRlbW8gc2Vy
dmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZIYKGztE42uoWvCBsMegsM3d
kt3C5jWUy64Vmjrbkp6HD9dVIijvcQdY+5aSQaO4irEaSBGCnH1iehcmky6IF6Nv
MG0wHQYDVR0OBBYEFKNQr8J5Ul4eCqWxmrkXE4bP2e6SMB8GA1UdIwQYMBaAFKNQ
r8J5Ul4eCqWxmrkXE4bP2e6SMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJ
bG9jYWxob3N0hwR/AAABMAoGCCqGSM49BAMCA0gAMEUCIQDKIyuFAGK+zsJ/FWKJ
ikMGiR8TVrqYbAEY0qEIL7jC2AIgCZ67h1rQCIA39nxFQirbhjxMYfgc7jR1Oh8t
K2sKBWM=
-----END CERTIFICATE-----
`;

export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgL8/Frp+YbneGH0je
i32IC0DhqvnTrtDiMR/YkxAucEGhRANCAARkhgobO0Tja6ha8IGwx6Cwzd2S3cLm
NZTLrhWaOtuSnocP11UiKO9xB1j7lpJBo7iKsRpIEYKcfWJ6FyaTLogX
-----END PRIVATE KEY-----
`;
