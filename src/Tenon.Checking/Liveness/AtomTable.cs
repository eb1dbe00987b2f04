using Tenon.Checking.Properties;

namespace Tenon.Checking.Liveness;

/// <summary>The atoms of a model's temporal properties, each with one bit of the words in which states and steps note what holds of them.</summary>
/// <remarks>State atoms take the low bits, step atoms the high ones, so that one word says all about a state and the step taken there.</remarks>
internal sealed class AtomTable
{
    private const int BitCount = 64;

    public List<Formula<ReadOnlySpan<ulong>, int>.StateAtom> StateAtoms { get; } = [];

    public List<Formula<ReadOnlySpan<ulong>, int>.StepAtom> StepAtoms { get; } = [];

    public int NumberOf(Formula<ReadOnlySpan<ulong>, int>.StateAtom atom) => NumberIn(StateAtoms, atom);

    public int NumberOf(Formula<ReadOnlySpan<ulong>, int>.StepAtom atom) => BitCount - 1 - NumberIn(StepAtoms, atom);

    public static ulong StepBit(int index) => 1UL << (BitCount - 1 - index);

    private int NumberIn<T>(List<T> list, T atom)
        where T : class
    {
        int index = list.IndexOf(atom);
        if (index < 0)
        {
            if (StateAtoms.Count + StepAtoms.Count == BitCount)
            {
                throw new NotSupportedException($"The temporal properties of a model may have {BitCount} predicates together, and this one has more.");
            }

            index = list.Count;
            list.Add(atom);
        }

        return index;
    }
}
