using System.Diagnostics;
using Tenon.Checking.Properties;

namespace Tenon.Checking.Tests;

/// <summary>A random formula, with its meaning on lassos computed by the definition.</summary>
/// <param name="Kind">m: mark of the state; a: action of the step; ! &amp; | X U R as usual.</param>
/// <param name="Number">Of the mark or action.</param>
/// <param name="Left">Left or only operand.</param>
/// <param name="Right">Right operand.</param>
internal sealed record NaiveFormula(char Kind, int Number, NaiveFormula? Left, NaiveFormula? Right)
{
    private static readonly NaiveFormula Truth = new('|', 0, new('m', 0, null, null), new('!', 0, new('m', 0, null, null), null));
    private static readonly NaiveFormula Falsehood = new('!', 0, Truth, null);

    public static NaiveFormula Random(Random random, int depth)
    {
        NaiveFormula Sub() => Random(random, depth - 1);
        if (depth == 0 || random.Next(6) == 0)
        {
            return random.Next(4) == 0 ? new('a', random.Next(RandomGraph.ActionCount), null, null) : new('m', random.Next(3), null, null);
        }

        return random.Next(9) switch
        {
            0 => new('!', 0, Sub(), null),
            1 => new('&', 0, Sub(), Sub()),
            2 => new('|', 0, Sub(), Sub()),
            3 => new('X', 0, Sub(), null),
            4 => new('U', 0, Sub(), Sub()),
            5 => new('R', 0, Sub(), Sub()),
            6 or 7 => new('U', 0, Truth, Sub()),
            _ => new('R', 0, Falsehood, Sub()),
        };
    }

    /// <summary>A formula of the kinds that fairness is assumed for: eventually, again and again, from some time on, leads to.</summary>
    public static NaiveFormula Recurrence(Random random)
    {
        // Mostly about the actions that the assumptions are about.
        NaiveFormula Atom() => random.Next(4) > 0 ? new('a', random.Next(RandomGraph.ActionCount), null, null) : Random(random, 0);
        return random.Next(4) switch
        {
            0 => new('U', 0, Truth, Atom()),
            1 => new('R', 0, Falsehood, new('U', 0, Truth, Atom())),
            2 => new('U', 0, Truth, new('R', 0, Falsehood, Atom())),
            _ => new('R', 0, Falsehood, new('|', 0, new('!', 0, Atom(), null), new('U', 0, Truth, Atom()))),
        };
    }

    /// <summary>The subformulas about later states.</summary>
    public IEnumerable<NaiveFormula> Temporal() =>
        (Kind is 'X' or 'U' or 'R' ? new[] { this } : []).Concat(Left?.Temporal() ?? []).Concat(Right?.Temporal() ?? []);

    public Formula<ReadOnlySpan<ulong>, int> ToFormula(RandomGraph graph) => Kind switch
    {
        'm' => RandomGraph.In(node => ((graph.Marks[node] >> Number) & 1) == 1, $"m{Number}"),
        'a' => RandomGraph.By(action => action == Number, $"a{Number}"),
        '!' => !Left!.ToFormula(graph),
        '&' => Left!.ToFormula(graph) & Right!.ToFormula(graph),
        '|' => Left!.ToFormula(graph) | Right!.ToFormula(graph),
        'X' => Left!.ToFormula(graph).InNext(),
        'U' => Left == Truth ? Right!.ToFormula(graph).Eventually() : Left!.ToFormula(graph).Until(Right!.ToFormula(graph)),
        'R' => Left == Falsehood ? Right!.ToFormula(graph).Always() : Left!.ToFormula(graph).Releases(Right!.ToFormula(graph)),
        _ => throw new UnreachableException(),
    };

    /// <summary>Its truth at each place of a lasso of states and the actions taken there.</summary>
    /// <param name="marks">The marks of the states.</param>
    /// <param name="actions">The actions; -1 for stuttering.</param>
    /// <param name="loopStart">Which place follows the last.</param>
    public bool[] OnLasso(int[] marks, int[] actions, int loopStart)
    {
        int count = marks.Length;
        int Next(int i) => i + 1 < count ? i + 1 : loopStart;
        bool[] left = Left?.OnLasso(marks, actions, loopStart) ?? [];
        bool[] right = Right?.OnLasso(marks, actions, loopStart) ?? [];
        bool[] value = new bool[count];
        for (int i = 0; i < count; i++)
        {
            value[i] = Kind switch
            {
                'm' => ((marks[i] >> Number) & 1) == 1,
                'a' => actions[i] == Number,
                '!' => !left[i],
                '&' => left[i] && right[i],
                '|' => left[i] || right[i],
                'X' => left[Next(i)],

                // The places that follow, each once: further rounds of the loop bring nothing new.
                'U' => Follow(i).TakeWhile((j, n) => n == 0 || left[Follow(i).ElementAt(n - 1)]).Any(j => right[j]),
                _ => !Follow(i).TakeWhile((j, n) => n == 0 || !left[Follow(i).ElementAt(n - 1)]).Any(j => !right[j]),
            };
        }

        return value;

        IEnumerable<int> Follow(int i)
        {
            for (int n = 0; n < 2 * count; n++, i = Next(i))
            {
                yield return i;
            }
        }
    }
}
