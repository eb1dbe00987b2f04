using Tenon.Checking.Hashing;

namespace Tenon.Checking.Search;

/// <summary>A set of states without steps, by number and by the sum of their fingerprints of 128 bits: two searches that agree found the same ones.</summary>
internal readonly record struct DeadlockDigest(long Count, UInt128 Sum)
{
    public DeadlockDigest With(ReadOnlySpan<ulong> state) => this + new DeadlockDigest(1, new UInt128(Fingerprint.SecondHalfOf(state), Fingerprint.Of(state)));

    public static DeadlockDigest operator +(DeadlockDigest left, DeadlockDigest right) =>
        new(left.Count + right.Count, unchecked(left.Sum + right.Sum));
}
