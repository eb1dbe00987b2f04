using System.Runtime.CompilerServices;
using System.Text;

namespace Tenon.Invariants;

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
