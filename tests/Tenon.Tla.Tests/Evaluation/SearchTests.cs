using Tenon.Tla.Evaluation;
using Tenon.Tla.Values;

namespace Tenon.Tla.Tests.Evaluation;

/// <summary>The search for initial and next states: how many are found, distinct and in all, as TLC counts them.</summary>
public sealed class SearchTests
{
    [Theory]
    [InlineData("VARIABLE x\nInit == x = 0\nNext == x < 3 /\\ x' = x + 1", 4, 4)]
    [InlineData("VARIABLE x\nInit == x \\in 0..2\nNext == x' = x", 6, 3)]
    [InlineData("VARIABLE x\nInit == x = 0\nNext == \\/ x' = 1 \\/ x' = 1", 5, 2)]
    [InlineData("VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == x' \\in {0, 1} /\\ y' = x'", 5, 2)]
    [InlineData("VARIABLES x, y\nInit == x = 0 /\\ y = x\nA(p) == p' = 1 - p /\\ UNCHANGED y\nNext == A(x)", 3, 2)]
    [InlineData("VARIABLES x, y\nvars == <<x, y>>\nInit == x = 0 /\\ y = 0\nNext == UNCHANGED vars", 2, 1)]
    [InlineData("VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == /\\ (\\E i \\in 1..2 : x' = i) /\\ (\\E j \\in 1..3 : y' = j)", 43, 7)]
    [InlineData("VARIABLE x\nInit == x = {}\nNext == x' \\subseteq {1, 2}", 17, 4)]
    [InlineData("VARIABLE x\nInit == x = [i \\in 1..2 |-> 0]\nNext == \\E i \\in 1..2 : x' = [x EXCEPT ![i] = 1 - @]", 9, 4)]
    [InlineData("VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == IF x = 0 THEN x' = 1 /\\ y' = y ELSE LET z == 1 - x IN x' = z /\\ y' = z", 3, 2)]
    [InlineData("VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == LET k == x' + 1 IN x' \\in {0, 1} /\\ y' = k", 7, 3)]
    [InlineData("VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == \\A i \\in {1} : (x' = i \\/ x' = 0) /\\ y' = 0", 5, 2)]
    [InlineData("VARIABLE x\nInit == x = 0\nNext == x' = 1 /\\ ENABLED (x' = 5 /\\ x = 0)", 2, 2)]
    public void States_are_counted_as_TLC_counts_them(string body, int generated, int distinct)
    {
        Assert.Equal((generated, distinct), new TestSpec(body).Count());
        Assert.Equal((generated, distinct), new TestSpec(body, threshold: 0).Count());
    }

    [Fact]
    public void Instances_of_a_conjunction_over_a_set_keep_their_own_bindings()
    {
        // Each of two places takes one of two values: four ways, if going back to the first place finds it bound as it was.
        TestSpec spec = new("VARIABLES x, y\nSet(i, v) == IF i = 1 THEN x' = v ELSE y' = v\nInit == x = 0 /\\ y = 0\nNext == \\A i \\in 1..2 : \\E v \\in {1, 2} : Set(i, v)");
        Assert.Equal((1 + (5 * 4), 5), spec.Count());
    }

    [Fact]
    public void A_variable_that_gets_no_value_is_named()
    {
        TestSpec spec = new("VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == x' = 1");
        IncompleteStateException e = Assert.Throws<IncompleteStateException>(() => spec.Count());
        Assert.Equal("y", e.Variables);
    }

    [Fact]
    public void A_primed_variable_read_before_it_is_assigned_is_named()
    {
        TestSpec spec = new("VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == y' = x' /\\ x' = 1");
        EvaluationException e = Assert.Throws<EvaluationException>(() => spec.Count());
        Assert.StartsWith("x' is used before it is assigned", e.Message, StringComparison.Ordinal);
        Assert.Equal(5, e.Spans[0].StartLine);
    }

    [Fact]
    public void Actions_are_split_and_labelled_with_their_constants()
    {
        TestSpec spec = new("VARIABLE x\nInit == x = 0\nSet(i) == x' = i\nStop == x' = x\nNext == (\\E i \\in 1..2 : Set(i)) \\/ Stop");
        var actions = new ActionSplitter(spec.Machine.Worker, splitsQuantifiers: true).Split(spec.Bind("Next"), spec.Spec.Definitions["Next"]);
        Assert.Equal(["Set(1)", "Set(2)", "Stop"], actions.Select(action => action.Label));
    }
}
