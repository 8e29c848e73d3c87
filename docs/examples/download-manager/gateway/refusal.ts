/** Why a request is not carried out. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;

  /** @param message - is sent: it says nothing that the other side does not know */
  constructor(status: number, message: string, fields: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}
