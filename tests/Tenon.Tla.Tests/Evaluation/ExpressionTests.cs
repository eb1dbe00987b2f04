using Tenon.Tla.Values;

namespace Tenon.Tla.Tests.Evaluation;

/// <summary>Constant expressions: their values as they are printed, or what is wrong with them.</summary>
public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(-7) \\div 2", "-4")]
    [InlineData("-7 % 3", "2")]
    [InlineData("2 ^ 10", "1024")]
    [InlineData("{3, 1, 2, 1}", "{1, 2, 3}")]
    [InlineData("{{2}, {}, {1, 2}, {1}}", "{{}, {1}, {2}, {1, 2}}")]
    [InlineData("<<1, \"a\", TRUE>>", "<<1, \"a\", TRUE>>")]
    [InlineData("[b |-> 1, a |-> {}]", "[a |-> {}, b |-> 1]")]
    [InlineData("[i \\in 1..3 |-> i * i]", "<<1, 4, 9>>")]
    [InlineData("[i \\in 2..3 |-> i]", "(2 :> 2 @@ 3 :> 3)")]
    [InlineData("[x \\in {} |-> x]", "<<>>")]
    [InlineData("<<1, 2>> = [i \\in 1..2 |-> i]", "TRUE")]
    [InlineData("[a |-> 1] = (\"a\" :> 1)", "TRUE")]
    [InlineData("<<>> = [x \\in {} |-> 1]", "TRUE")]
    [InlineData("[{} -> {1}] = {<<>>}", "TRUE")]
    [InlineData("[{} -> Nat] = [{} -> Int]", "TRUE")]
    [InlineData("SUBSET {1, 2}", "{{}, {1}, {2}, {1, 2}}")]
    [InlineData("[1..2 -> {0, 1}]", "{<<0, 0>>, <<0, 1>>, <<1, 0>>, <<1, 1>>}")]
    [InlineData("[a : {1, 2}, b : {3}]", "{[a |-> 1, b |-> 3], [a |-> 2, b |-> 3]}")]
    [InlineData("{1, 2} \\X {3}", "{<<1, 3>>, <<2, 3>>}")]
    [InlineData("UNION {{1}, {2, 3}}", "{1, 2, 3}")]
    [InlineData("{x \\in 1..10 : x % 3 = 0}", "{3, 6, 9}")]
    [InlineData("{x + y : x \\in {1, 2}, y \\in {10, 20}}", "{11, 12, 21, 22}")]
    [InlineData("{x : <<x, y>> \\in {<<1, 2>>, <<3, 4>>}}", "{1, 3}")]
    [InlineData("CHOOSE x \\in {3, 2, 1} : x > 1", "2")]
    [InlineData("CHOOSE <<x, y>> \\in {1, 2} \\X {1, 2} : x > y", "<<2, 1>>")]
    [InlineData("[[i \\in 1..3 |-> 0] EXCEPT ![2] = @ + 5, ![9] = 1]", "<<0, 5, 0>>")]
    [InlineData("[[a |-> [b |-> 1]] EXCEPT !.a.b = @ + 1, !.a.b = @ * 10]", "[a |-> [b |-> 20]]")]
    [InlineData("LET f[n \\in Nat] == IF n = 0 THEN 1 ELSE n * f[n - 1] IN f[20]", "2432902008176640000")]
    [InlineData("[[n \\in Nat |-> n] EXCEPT ![3] = 0][3]", "0")]
    [InlineData("[[n \\in Nat |-> n] EXCEPT ![3] = 0][4]", "4")]
    [InlineData("LET RECURSIVE S(_) S(n) == IF n = 0 THEN 0 ELSE n + S(n - 1) IN S(20000)", "200010000")]
    [InlineData("5 \\in Nat /\\ -1 \\notin Nat /\\ -1 \\in Int", "TRUE")]
    [InlineData("<<1, 2>> \\in Seq(Nat)", "TRUE")]
    [InlineData("[a |-> 1, b |-> 2] \\in [a : Nat, b : Int]", "TRUE")]
    [InlineData("[x \\in 1..3 |-> x] \\in [1..3 -> Nat]", "TRUE")]
    [InlineData("{1, 2} \\in SUBSET Nat", "TRUE")]
    [InlineData("3 \\in (Nat \\ {3}) \\cup {4}", "FALSE")]
    [InlineData("Cardinality(SUBSET (1..20))", "1048576")]
    [InlineData("Append(<<1>>, 2) \\o <<3>>", "<<1, 2, 3>>")]
    [InlineData("<<Head(<<1, 2>>), Tail(<<1, 2>>), Len(<<5>>), SubSeq(<<1, 2, 3>>, 2, 3)>>", "<<1, <<2>>, 1, <<2, 3>>>>")]
    [InlineData("SelectSeq(<<1, 2, 3, 4>>, LAMBDA x : x % 2 = 0)", "<<2, 4>>")]
    [InlineData("\"ab\" \\o \"cd\"", "\"abcd\"")]
    [InlineData("(1 :> 2) @@ (1 :> 3) @@ (2 :> 4)", "<<2, 4>>")]
    [InlineData("Cardinality(Permutations({1, 2, 3}))", "6")]
    [InlineData("CASE 1 = 2 -> 1 [] 1 = 1 -> 2 [] OTHER -> 3", "2")]
    [InlineData("<<>> # <<>> /\\ Head(<<>>) = 1", "FALSE")]
    [InlineData("DOMAIN [a |-> 1, b |-> 2]", "{\"a\", \"b\"}")]
    [InlineData("LET x == 1 y == x + 1 IN <<x, y>>", "<<1, 2>>")]
    [InlineData("LET F(a, b) == a - b IN F(5, 3)", "2")]
    [InlineData("1 \\in {1, \"a\"}", "TRUE")]
    [InlineData("{1} = {\"a\", \"b\"}", "FALSE")]
    [InlineData("FoldSet(LAMBDA a, b : a + b, 0, 1..10)", "55")]
    [InlineData("FoldLeft(LAMBDA a, b : a - b, 10, <<1, 2>>)", "7")]
    [InlineData("FoldSet(+, 0, {1, 2})", "3")]
    [InlineData("kSubset(2, 1..3)", "{{1, 2}, {1, 3}, {2, 3}}")]
    [InlineData("SetToSeq({3, 1, 2})", "<<1, 2, 3>>")]
    [InlineData("SetToBag({1, 2}) (+) SetToBag({2})", "<<1, 2>>")]
    [InlineData("[x \\in 1..2, y \\in {5} |-> x + y][2, 5]", "7")]
    [InlineData("LET Op(F(_), x) == F(F(x)) IN Op(LAMBDA z : z * 2, 3)", "12")]
    [InlineData("[i \\in 1..2 |-> {n \\in Nat : n > i}][1] = {n \\in Nat : n > 1}", "error")]
    [InlineData("5 \\in [i \\in 1..2 |-> {n \\in Nat : n > i}][1] /\\ 2 \\in [i \\in 1..2 |-> {n \\in Nat : n > i}][1]", "TRUE")]
    [InlineData("LET G(a) == [n \\in Nat |-> n + a] IN [f \\in {G(i + 0) : i \\in {}} |-> 1]", "<<>>")]
    [InlineData("LET G(a) == [n \\in Nat |-> n + a] IN [i \\in 1..3 |-> G(i + 1)][1][10]", "12")]
    [InlineData("1 = \"a\"", "error")]
    [InlineData("{1, \"a\"}", "error")]
    [InlineData("{1} = {\"a\"}", "error")]
    [InlineData("<<1, 2>>[3]", "error")]
    [InlineData("Head(<<>>)", "error")]
    [InlineData("[a |-> 1].b", "error")]
    [InlineData("CHOOSE x \\in {1} : x > 1", "error")]
    [InlineData("9223372036854775807 + 1", "error")]
    [InlineData("Cardinality(Nat)", "error")]
    [InlineData("\\A x \\in Nat : x > 0", "error")]
    [InlineData("Assert(FALSE, \"no\")", "error")]
    [InlineData("IF 1 THEN 2 ELSE 3", "error")]
    [InlineData("0 ^ 0", "error")]
    [InlineData("5 % 0", "error")]
    public void An_expression_has_its_value(string expression, string expected)
    {
        string actual;
        try
        {
            actual = TestSpec.ValueOf(expression).ToString();
        }
        catch (EvaluationException e)
        {
            Assert.NotEmpty(e.Spans);
            actual = "error";
        }

        Assert.Equal(expected, actual);
    }
}
