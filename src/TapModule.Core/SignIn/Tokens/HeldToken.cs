namespace TapModule.Core.SignIn.Tokens;

/// <summary>The token in use. A class without a text of its own: nothing that is put out may hold it.</summary>
/// <param name="number">1 for the first token of the connection, counted up with each new one.</param>
/// <param name="value">The token itself.</param>
/// <param name="renewFrom">From when on it is to be renewed although it is still good.</param>
/// <param name="expiresOn">When it ends.</param>
internal sealed class HeldToken(int number, string value, DateTimeOffset renewFrom, DateTimeOffset expiresOn)
{
    public int Number => number;

    public string Value => value;

    public DateTimeOffset RenewFrom => renewFrom;

    public DateTimeOffset ExpiresOn => expiresOn;

    public TokenGrants Grants { get; } = TokenGrants.Read(value);
}
