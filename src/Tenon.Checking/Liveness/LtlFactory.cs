using System.Diagnostics;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Liveness;

/// <summary>Makes formulas in negation normal form and gives numbers to their atoms.</summary>
internal sealed class LtlFactory(AtomTable atoms)
{
    private readonly Dictionary<(LtlKind, int, int, int), LtlNode> _nodes = [];

    /// <summary>The formula, or its negation, with negations moved to the atoms.</summary>
    public LtlNode Normalise(Formula<ReadOnlySpan<ulong>, int> formula, bool isNegated) => formula switch
    {
        Formula<ReadOnlySpan<ulong>, int>.Constant constant => Make(constant.Value != isNegated ? LtlKind.True : LtlKind.False),
        Formula<ReadOnlySpan<ulong>, int>.StateAtom atom => Make(isNegated ? LtlKind.Fails : LtlKind.Holds, atoms.NumberOf(atom)),
        Formula<ReadOnlySpan<ulong>, int>.StepAtom atom => Make(isNegated ? LtlKind.Fails : LtlKind.Holds, atoms.NumberOf(atom)),
        Formula<ReadOnlySpan<ulong>, int>.Not not => Normalise(not.Operand, !isNegated),
        Formula<ReadOnlySpan<ulong>, int>.And and => Both(isNegated ? LtlKind.Or : LtlKind.And, and.Left, and.Right, isNegated),
        Formula<ReadOnlySpan<ulong>, int>.Or or => Both(isNegated ? LtlKind.And : LtlKind.Or, or.Left, or.Right, isNegated),
        Formula<ReadOnlySpan<ulong>, int>.Next next => Make(LtlKind.Next, left: Normalise(next.Operand, isNegated)),
        Formula<ReadOnlySpan<ulong>, int>.UntilNode until => Both(isNegated ? LtlKind.Release : LtlKind.Until, until.Left, until.Right, isNegated),
        Formula<ReadOnlySpan<ulong>, int>.ReleaseNode release => Both(isNegated ? LtlKind.Until : LtlKind.Release, release.Left, release.Right, isNegated),
        _ => throw new UnreachableException(),
    };

    private LtlNode Both(LtlKind kind, Formula<ReadOnlySpan<ulong>, int> left, Formula<ReadOnlySpan<ulong>, int> right, bool isNegated) =>
        Make(kind, left: Normalise(left, isNegated), right: Normalise(right, isNegated));

    private LtlNode Make(LtlKind kind, int atom = -1, LtlNode? left = null, LtlNode? right = null)
    {
        (LtlKind, int, int, int) key = (kind, atom, left?.Number ?? -1, right?.Number ?? -1);
        if (!_nodes.TryGetValue(key, out LtlNode? node))
        {
            node = new LtlNode(kind, atom, left, right) { Number = _nodes.Count };
            _nodes.Add(key, node);
        }

        return node;
    }
}
