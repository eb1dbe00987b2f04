using Tenon.Tla.Evaluation;
using Tenon.Tla.Tests.Evaluation;
using Tenon.Tla.Values;

namespace Tenon.Tla.Tests.Compilation;

/// <summary>Random formulas and actions: compiled code says what the interpreter says, failures included, and finds the same states in the same order.</summary>
public sealed class CompiledAgainstInterpretedTests
{
    private const string Definitions = """
        VARIABLES n, s, f, r
        Twice(a) == a + a
        Both(a, b) == b /\ a
        Set(v, e) == v' = (e) % 3
        Image(F(_), S) == {F(e) : e \in S}
        RECURSIVE Sum(_)
        Sum(S) == IF S = {} THEN 0 ELSE LET e == CHOOSE e \in S : TRUE IN e + Sum(S \ {e})
        Init == n \in 0..2 /\ s \in {{}, {1}, {0, 2}} /\ f \in [1..2 -> 0..1] /\ r \in [a : {0, 3}, b : {1}, c : {<<0, 1>>}]
        """;

    [Fact]
    public void Compiled_code_says_what_the_interpreter_says()
    {
        int[] counts = new int[2];
        foreach (int seed in Seed.Many(1000, 60))
        {
            RandomSpecification random = new(new Random(seed));
            string body = $"{Definitions}\nP == {random.Formula(3)}\nNext == {random.Action(3)}\nQ == {random.Formula(4)}\nStep == [Next]_<<n, s>>";
            TestSpec interpreted = new(body);
            TestSpec compiled = new(body, threshold: 0);
            TestSpec.Collector initial = new();
            interpreted.Machine.SearchInitial(interpreted.Bind("Init"), initial);
            foreach (ulong[] state in initial.States)
            {
                string expected = Outcome(interpreted, state, counts);
                string actual = Outcome(Same(interpreted, compiled, state), state, counts);
                Assert.True(expected == actual, $"seed {seed}\n{body}\ninterpreted: {expected}\ncompiled:    {actual}");
            }
        }

        Assert.True(counts[0] > 0 && counts[1] > 0, $"{counts[0]} values and {counts[1]} failures were compared, some of each are expected");
    }

    // The words of a state are the same for both, but a table must have met the values.
    private static TestSpec Same(TestSpec from, TestSpec to, ulong[] state)
    {
        foreach (ulong word in state)
        {
            to.Evaluator.Values.WordOf(from.Evaluator.Values.ValueOf(word));
        }

        return to;
    }

    private static string Outcome(TestSpec spec, ulong[] state, int[] counts)
    {
        List<string> parts = [];
        foreach (string name in new[] { "P", "Q" })
        {
            spec.Machine.Load(state);
            parts.Add(Attempt(() => spec.Machine.Test(spec.Bind(name)).ToString(), counts));
        }

        TestSpec.Collector found = new();
        spec.Machine.Load(state);
        parts.Add(Attempt(() => $"{spec.Machine.SearchNext(spec.Bind("Next"), 0, found)}", counts));
        parts.AddRange(found.States.Select(next => string.Join(", ", next.Select(word => spec.Evaluator.Values.ValueOf(word)))));
        foreach (ulong[] next in found.States.Take(3))
        {
            spec.Machine.Load(state);
            spec.Machine.LoadNext(next);
            parts.Add(Attempt(() => spec.Machine.Test(spec.Bind("Step")).ToString(), counts));
        }

        return string.Join(" | ", parts);
    }

    private static string Attempt(Func<string> evaluate, int[] counts)
    {
        try
        {
            string value = evaluate();
            counts[0]++;
            return value;
        }
        catch (EvaluationException e)
        {
            counts[1]++;
            return $"failure: {e.Message}";
        }
    }
}
