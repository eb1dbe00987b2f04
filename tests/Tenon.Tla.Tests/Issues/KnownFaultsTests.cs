using Tenon.Tla.Tests.Evaluation;
using Tenon.Tla.Values;

namespace Tenon.Tla.Tests.Issues;

/// <summary>Faults that evaluators of TLA+ have had, by the numbers of their reports to TLC or of what goes wrong in young ones: each must not be here.</summary>
public sealed class KnownFaultsTests
{
    [Theory]
    [InlineData("[[x \\in 1..2 |-> x] EXCEPT ![1] = 5] = <<5, 2>>")] // 1302: EXCEPT on a function that is computed lazily.
    [InlineData("LET f[x \\in 1..2] == x IN [f EXCEPT ![1] = 5] = <<5, 2>>")]
    [InlineData("LET f == [n \\in Nat |-> n] g == [f EXCEPT ![1] = 5] IN <<f[1], g[1], g[2]>> = <<1, 5, 2>>")]
    [InlineData("[{} -> {1}] = [{} -> {2}]")] // 1407: functions on the empty set.
    [InlineData("[{} -> {}] = {<<>>}")]
    [InlineData("[{1} -> {}] = {}")]
    [InlineData("{[{} -> {1}], {<<>>}} = {{<<>>}}")]
    [InlineData("kSubset(2, {3, 1, 2}) = {{3, 2}, {1, 3}, {2, 1}}")] // 1424: the order of subsets of one size.
    [InlineData("SetToSeq(kSubset(2, {3, 1, 2})) = <<{1, 2}, {1, 3}, {2, 3}>>")]
    [InlineData("(CHOOSE s \\in {{2}, {1, 2}, {1}} : TRUE) = (CHOOSE s \\in {{1}, {2}, {2, 1}} : TRUE)")]
    [InlineData("{<<1, 2>>, [i \\in 1..2 |-> i]} = {<<1, 2>>}")] // 361, 570: one value, two forms.
    [InlineData("{[a |-> 1], (\"a\" :> 1)} = {[a |-> 1]}")]
    [InlineData("Cardinality({1..2, {1, 2}, {2, 1}, SUBSET {}, {{}}}) = 2")]
    [InlineData("{<<>>, [x \\in {} |-> 1], SubSeq(<<1>>, 2, 1)} = {<<>>}")]
    [InlineData("(-7) \\div 2 = -4 /\\ (-7) % 2 = 1 /\\ 7 \\div 2 = 3")] // Division rounds down.
    [InlineData("{x + y : x \\in {1, 2}, y \\in {1, 2}} = {2, 3, 4}")]
    [InlineData("LET f[n \\in 0..5] == IF n = 0 THEN 1 ELSE f[n - 1] * 2 IN f[5] = 32")]
    [InlineData("[<<x, y>> \\in {<<1, 2>>} |-> x + y][<<1, 2>>] = 3")]
    [InlineData("LET _x == 1 IN _x = 1")]
    [InlineData("LET F(a) == {a + n : n \\in {1}} IN {F(i) : i \\in {1, 2}} = {{2}, {3}}")] // Arguments by name, inside of loops.
    [InlineData("LET F(a) == [n \\in Nat |-> a + n] G == [i \\in 1..2 |-> F(i * 10)] IN <<G[1][1], G[2][1]>> = <<11, 21>>")]
    [InlineData("\\A i \\in 1..2 : LET k == i * 2 IN \\A j \\in 1..2 : k = i * 2")] // A LET is evaluated anew each time it is entered.
    [InlineData("IF TRUE \\/ 1 = \"a\" THEN TRUE ELSE FALSE")]
    [InlineData("~(FALSE /\\ 1 = \"a\")")]
    [InlineData("LET unused == 1 = \"a\" IN TRUE")]
    [InlineData("LET First(a, b) == a IN First(TRUE, CHOOSE x \\in {} : TRUE)")]
    public void A_known_fault_is_not_here(string formula) => Assert.Equal("TRUE", TestSpec.ValueOf(formula).ToString());

    [Theory]
    [InlineData("9223372036854775807 + 1", "Overflow")]
    [InlineData("4611686018427387904 * 2", "Overflow")]
    [InlineData("2 ^ 63", "Overflow")]
    [InlineData("-9223372036854775807 - 2", "Overflow")]
    [InlineData("\"1\" = 1", "non-")] // A string that looks like a number is none.
    public void What_has_no_value_is_an_error_and_never_a_wrong_value(string expression, string part)
    {
        EvaluationException e = Assert.Throws<EvaluationException>(() => TestSpec.ValueOf(expression));
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_LET_that_reads_the_next_state_is_not_kept_from_one_next_state_to_another()
    {
        // 113, 798: k is first computed with x' = 1, and must not be 1 again with x' = 2.
        const string Body = "VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == LET k == x' * 10 IN x' \\in {1, 2} /\\ k > 0 /\\ y' = k";
        TestSpec spec = new($"{Body}\nInv == y = x * 10");
        Assert.Equal((7, 3), spec.Count());
        Assert.Equal((7, 3), new TestSpec(Body, threshold: 0).Count());
    }

    [Fact]
    public void ENABLED_of_an_instance_binds_the_instances_variables()
    {
        // 725: with x replaced by a constant, x' in ENABLED is bound and not that constant.
        TestSpec spec = new("VARIABLE v\n---- MODULE Inner ----\nEXTENDS Naturals\nVARIABLE x\nA == x' = x + 1\nCan == ENABLED A\n====\nI == INSTANCE Inner WITH x <- 5\nJ == INSTANCE Inner WITH x <- v\nInit == v = 0\nNext == I!Can /\\ J!Can /\\ v' = 1 - v");
        Assert.Equal((3, 2), spec.Count());
    }

    [Fact]
    public void Deep_recursion_has_a_value_and_endless_recursion_an_error()
    {
        Assert.Equal("5000050000", TestSpec.ValueOf("LET RECURSIVE S(_) S(n) == IF n = 0 THEN 0 ELSE n + S(n - 1) IN S(100000)").ToString());
        Assert.Contains("too deep", Assert.Throws<EvaluationException>(() => TestSpec.ValueOf("LET RECURSIVE S(_) S(n) == n + S(n + 1) IN S(1)")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_values_equal_themselves_only()
    {
        Value model = ModelValue.Of("m1");
        Assert.False(Value.AreEqual(model, StringValue.Of("m1")));
        Assert.False(Value.AreEqual(IntegerValue.Of(1), model));
        Assert.True(Value.AreEqual(model, ModelValue.Of("m1")));
        Assert.Throws<EvaluationException>(() => Value.AreEqual(ModelValue.Of("T_1"), IntegerValue.Of(1)));
        Assert.Throws<EvaluationException>(() => Value.AreEqual(ModelValue.Of("T_1"), ModelValue.Of("U_1")));
    }
}
