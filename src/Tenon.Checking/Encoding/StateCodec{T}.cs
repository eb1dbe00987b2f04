using System.Collections.Immutable;

namespace Tenon.Checking.Encoding;

/// <summary>Writes values as bits and reads them back. Two values are the same if and only if their bits are.</summary>
/// <remarks>A codec keeps nothing between calls, so all threads may use it.</remarks>
/// <typeparam name="T">The type of values.</typeparam>
public abstract class StateCodec<T>
{
    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="writer">Takes its bits.</param>
    public abstract void Write(T value, StateWriter writer);

    /// <summary>Reads a value.</summary>
    /// <param name="reader">Gives its bits.</param>
    public abstract T Read(StateReader reader);

    /// <summary>The value as people read it.</summary>
    /// <param name="value">The value.</param>
    public virtual string Format(T value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "null";

    /// <summary>The parts of a value; by default one without a name.</summary>
    /// <param name="value">The value.</param>
    public virtual ImmutableArray<StateField> Describe(T value) => [new StateField("state", Format(value))];
}
