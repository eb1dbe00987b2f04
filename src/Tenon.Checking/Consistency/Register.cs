namespace Tenon.Checking.Consistency;

/// <summary>An operation of a register.</summary>
/// <param name="IsWrite">Whether it writes.</param>
/// <param name="Value">What it writes; of a read, the default value.</param>
/// <typeparam name="T">The type of values.</typeparam>
public readonly record struct RegisterOperation<T>(bool IsWrite, T? Value);

/// <summary>What an operation of a register returns.</summary>
/// <param name="IsRead">Whether it returns a value.</param>
/// <param name="Value">The value; of a write, the default value.</param>
/// <typeparam name="T">The type of values.</typeparam>
public readonly record struct RegisterResult<T>(bool IsRead, T? Value);

/// <summary>A register: a read returns what was written last.</summary>
/// <param name="Value">What it holds.</param>
/// <typeparam name="T">The type of values, equal by value.</typeparam>
public readonly record struct Register<T>(T? Value) : ISequentialObject<Register<T>, RegisterOperation<T>, RegisterResult<T>>
{
    /// <inheritdoc/>
    public (Register<T> Next, RegisterResult<T> Result) Apply(RegisterOperation<T> operation) =>
        operation.IsWrite ? (new(operation.Value), default) : (this, new(true, Value));
}
