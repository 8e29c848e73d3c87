export { Authenticator } from '../values/authenticator.js';
