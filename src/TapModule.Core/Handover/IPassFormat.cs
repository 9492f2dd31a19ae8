namespace TapModule.Core.Handover;

/// <summary>How passes are written as bytes. Whoever takes the bytes overwrites them after use.</summary>
internal interface IPassFormat
{
    /// <summary>How a file of such records is laid out.</summary>
    RecordLayout Layout { get; }

    /// <summary>What an encrypted file has in an envelope before the first record; empty if nothing.</summary>
    byte[] Opening { get; }

    /// <summary>The pass as one record of a file.</summary>
    byte[] Record(HandoverPass pass);

    /// <summary>The pass so that it can be read by itself, without a file around it.</summary>
    byte[] Alone(HandoverPass pass);
}
