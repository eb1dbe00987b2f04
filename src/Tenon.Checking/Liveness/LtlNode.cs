namespace Tenon.Checking.Liveness;

/// <summary>A formula with negations at its atoms only. Equal formulas of one <see cref="LtlFactory"/> are the same object.</summary>
internal sealed record LtlNode(LtlKind Kind, int Atom, LtlNode? Left, LtlNode? Right)
{
    /// <summary>Its place among the formulas of its factory.</summary>
    public int Number { get; init; }

    public bool Equals(LtlNode? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Number;
}

internal enum LtlKind
{
    True,
    False,

    /// <summary>An atom holds.</summary>
    Holds,

    /// <summary>An atom does not hold.</summary>
    Fails,
    And,
    Or,
    Next,
    Until,
    Release,
}
