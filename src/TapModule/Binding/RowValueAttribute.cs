using System.Management.Automation;

namespace TapModule.Binding;

/// <summary>Turns what a person or a CSV cell says into a <see cref="RowValue{T}"/>. Never throws: see there.</summary>
/// <typeparam name="T">The type that is meant.</typeparam>
public abstract class RowValueAttribute<T> : ArgumentTransformationAttribute
    where T : struct
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = CellText.Unwrap(inputData);
        if (value is RowValue<T>) return value;
        if (CellText.IsBlank(value)) return new RowValue<T>(null);
        var problem = Read(value!, out var meant);
        return problem is null ? new RowValue<T>(meant) : new RowValue<T>(null, $"{CellText.Shown(value)} {problem}");
    }

    /// <summary>Reads a value that is not blank.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="meant">What it means.</param>
    /// <returns>Null if it could be read; else what is wrong, as the end of a sentence that begins with the value.</returns>
    private protected abstract string? Read(object value, out T meant);
}
