namespace Tenon.Checking.Consistency;

/// <summary>What an operation of a write-once register returns.</summary>
/// <param name="IsDone">Whether a write took effect or a read found a value.</param>
/// <param name="Value">What a read found; otherwise the default value.</param>
/// <typeparam name="T">The type of values.</typeparam>
public readonly record struct WriteOnceResult<T>(bool IsDone, T? Value);

/// <summary>A register that keeps what is written first. A later write fails, except of the same value.</summary>
/// <param name="IsWritten">Whether it was written.</param>
/// <param name="Value">What it holds.</param>
/// <typeparam name="T">The type of values, equal by value.</typeparam>
public readonly record struct WriteOnceRegister<T>(bool IsWritten, T? Value) : ISequentialObject<WriteOnceRegister<T>, RegisterOperation<T>, WriteOnceResult<T>>
{
    /// <inheritdoc/>
    public (WriteOnceRegister<T> Next, WriteOnceResult<T> Result) Apply(RegisterOperation<T> operation)
    {
        if (!operation.IsWrite)
        {
            return (this, new(IsWritten, Value));
        }

        return IsWritten
            ? (this, new(EqualityComparer<T>.Default.Equals(Value, operation.Value), default))
            : (new(true, operation.Value), new(true, default));
    }
}
