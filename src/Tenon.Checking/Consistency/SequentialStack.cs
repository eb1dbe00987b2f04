using System.Collections.Immutable;

namespace Tenon.Checking.Consistency;

/// <summary>An operation of a stack.</summary>
/// <param name="IsPush">Whether it pushes; otherwise it pops.</param>
/// <param name="Value">What it pushes.</param>
/// <typeparam name="T">The type of values.</typeparam>
public readonly record struct StackOperation<T>(bool IsPush, T? Value);

/// <summary>What an operation of a stack returns.</summary>
/// <param name="HasValue">Whether it popped a value; false of a push, and of a pop that found nothing.</param>
/// <param name="Value">The value.</param>
/// <typeparam name="T">The type of values.</typeparam>
public readonly record struct StackResult<T>(bool HasValue, T? Value);

/// <summary>A stack. Equal if it holds equal values in the same order.</summary>
/// <typeparam name="T">The type of values, equal by value.</typeparam>
public sealed class SequentialStack<T> : ISequentialObject<SequentialStack<T>, StackOperation<T>, StackResult<T>>, IEquatable<SequentialStack<T>>
{
    private readonly ImmutableArray<T?> _values;

    /// <summary>An empty stack.</summary>
    public SequentialStack()
        : this([])
    {
    }

    private SequentialStack(ImmutableArray<T?> values) => _values = values;

    /// <inheritdoc/>
    public (SequentialStack<T> Next, StackResult<T> Result) Apply(StackOperation<T> operation)
    {
        if (operation.IsPush)
        {
            return (new(_values.Add(operation.Value)), default);
        }

        return _values.Length == 0 ? (this, default) : (new(_values.RemoveAt(_values.Length - 1)), new(true, _values[^1]));
    }

    /// <inheritdoc/>
    public bool Equals(SequentialStack<T>? other) => other is not null && _values.AsSpan().SequenceEqual(other._values.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SequentialStack<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T? value in _values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
