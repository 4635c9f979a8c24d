/** Version of the wire protocol. A `hello` with another number is answered with `unsupported_protocol`. */
export const PROTOCOL_VERSION = 1;
