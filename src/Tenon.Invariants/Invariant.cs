using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tenon.Invariants;

/// <summary>Checks that stay on in every build. Nobody catches what they throw to go on.</summary>
public static class Invariant
{
    /// <summary>Demands that an invariant holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="id">The invariant.</param>
    /// <param name="message">What was found, built only when the invariant is broken.</param>
    /// <exception cref="InvariantViolationException"><paramref name="holds"/> is false.</exception>
    public static void Require(
        [DoesNotReturnIf(false)] bool holds,
        InvariantId id,
        [InterpolatedStringHandlerArgument(nameof(holds))] ViolationMessage message)
    {
        if (!holds)
        {
            throw new InvariantViolationException(id, message.ToString());
        }
    }

    /// <summary>Demands that an invariant holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="id">The invariant.</param>
    /// <param name="message">What was found.</param>
    /// <exception cref="InvariantViolationException"><paramref name="holds"/> is false.</exception>
    public static void Require([DoesNotReturnIf(false)] bool holds, InvariantId id, string message)
    {
        if (!holds)
        {
            throw new InvariantViolationException(id, message);
        }
    }
}

/// <summary>An interpolated message that costs nothing while the invariant holds.</summary>
[InterpolatedStringHandler]
public readonly ref struct ViolationMessage
{
    private readonly StringBuilder? _text;

    /// <summary>Called by the compiler.</summary>
    /// <param name="literalLength">Characters outside the holes.</param>
    /// <param name="formattedCount">Number of holes.</param>
    /// <param name="holds">Whether the invariant holds.</param>
    /// <param name="enabled">Whether the holes are evaluated.</param>
    public ViolationMessage(int literalLength, int formattedCount, bool holds, out bool enabled)
    {
        enabled = !holds;
        _text = enabled ? new StringBuilder(literalLength + (8 * formattedCount)) : null;
    }

    /// <summary>Called by the compiler.</summary>
    /// <param name="value">Text outside the holes.</param>
    public void AppendLiteral(string value) => _text?.Append(value);

    /// <summary>Called by the compiler.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value of a hole.</param>
    public void AppendFormatted<T>(T value) => _text?.Append(value);

    /// <inheritdoc/>
    public override string ToString() => _text?.ToString() ?? "";
}
