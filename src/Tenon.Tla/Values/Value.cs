using System.Runtime.CompilerServices;

namespace Tenon.Tla.Values;

/// <summary>A value of TLA+. Immutable; what is computed late (hashes, elements of lazy sets) is computed to the same by every thread.</summary>
/// <remarks>
/// Three relations are told apart. <see cref="Same"/> is identity: it never fails, and is what states are told apart by.
/// <see cref="AreEqual"/> is the language's <c>=</c>, which fails on values of different kinds. <see cref="Compare"/> is the order in which sets are
/// enumerated.
/// </remarks>
internal abstract class Value
{
    private ulong _hash;

    /// <summary>The table that has this very object as its representative; see <see cref="ValueTable"/>.</summary>
    public ValueTable? Owner { get; set; }

    /// <summary>What it is.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>Whether no part is lazy, so that the representation is the only one of this value.</summary>
    public virtual bool IsNormal => true;

    /// <summary>A hash of the content: the same in every process, and however the value was built.</summary>
    public ulong Hash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _hash != 0 ? _hash : ComputeAndKeepHash();
    }

    /// <summary>The hash if it was computed already, else 0.</summary>
    protected ulong KnownHash
    {
        get => _hash;
        set => _hash = value;
    }

    /// <summary>Whether the two are one value. Never fails on values of different kinds: those are not the same.</summary>
    public static bool Same(Value left, Value right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        left = left.Normalize();
        right = right.Normalize();
        return ReferenceEquals(left, right) || (left.Hash == right.Hash && left.Kind == right.Kind && left.HasSameContent(right));
    }

    /// <summary>The language's <c>=</c>.</summary>
    /// <exception cref="EvaluationException">They are of different kinds, or parts that had to be compared are.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(Value left, Value right) => ReferenceEquals(left, right) || ValueOrder.AreEqual(left, right);

    /// <summary>The order of sets' elements, as TLC has it: numbers ascending, sets and functions by size first, model values before all others.</summary>
    /// <exception cref="EvaluationException">They are of different kinds, or parts that had to be compared are.</exception>
    public static int Compare(Value left, Value right) => ReferenceEquals(left, right) ? 0 : ValueOrder.Compare(left, right);

    /// <summary>The value with nothing lazy in it.</summary>
    /// <exception cref="EvaluationException">A set in it cannot be enumerated.</exception>
    public virtual Value Normalize() => this;

    /// <summary>Whether the other, of the same kind and normal like this, has the same content.</summary>
    public abstract bool HasSameContent(Value other);

    /// <summary>What it is called in messages: "integer 3", "set {1, 2}".</summary>
    public string Describe() => $"{ValueText.KindName(this)} {ValueText.Short(this)}";

    /// <inheritdoc/>
    public sealed override string ToString() => ValueText.Of(this);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => obj is Value other && Same(this, other);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => unchecked((int)(Hash ^ (Hash >> 32)));

    /// <summary>Computes <see cref="Hash"/>; called on normal values only, by more than one thread at worst.</summary>
    protected abstract ulong ComputeHash();

    private ulong ComputeAndKeepHash()
    {
        Value normal = Normalize();
        ulong hash = ReferenceEquals(normal, this) ? ComputeHash() : normal.Hash;
        _hash = hash == 0 ? 1 : hash;
        return _hash;
    }
}
