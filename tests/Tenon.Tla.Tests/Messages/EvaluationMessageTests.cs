using Tenon.Tla.Tests.Evaluation;
using Tenon.Tla.Values;

namespace Tenon.Tla.Tests.Messages;

/// <summary>What is said of expressions that have no value: what was found, and what is needed.</summary>
public sealed class EvaluationMessageTests
{
    [Theory]
    [InlineData("1 = \"a\"", "Attempted to check equality of integer 1 with non-integer: \"a\"")]
    [InlineData("{1} = 1", "Attempted to check equality of set {1} with non-set: 1")]
    [InlineData("1 + TRUE", "A number is needed here, and this is boolean TRUE")]
    [InlineData("IF 1 THEN 2 ELSE 3", "TRUE or FALSE is needed here, and this is integer 1")]
    [InlineData("1 \\cup {2}", "A set is needed here, and this is integer 1")]
    [InlineData("{1}[1]", "A function is needed to be applied, and this is set {1}")]
    [InlineData("<<1, 2>>[3]", "Attempted to apply the function\n<<1, 2>>\nto integer 3, which is not in its domain {1, 2}")]
    [InlineData("[a |-> 1].b", "There is no field b in record [a |-> 1]")]
    [InlineData("(1).b", "A record with the field b is needed, and this is integer 1")]
    [InlineData("DOMAIN 1", "DOMAIN needs a function, and this is integer 1")]
    [InlineData("[1 EXCEPT ![1] = 2]", "EXCEPT needs a function, and this is integer 1")]
    [InlineData("UNION {1}", "A set is needed here, and this is integer 1")]
    [InlineData("UNION UNION {{1}}", "UNION needs a set of sets, but integer 1 is one of its elements")]
    [InlineData("CHOOSE x \\in {1} : x > 1", "No element of the set of this CHOOSE satisfies its predicate")]
    [InlineData("CHOOSE x : x > 1", "CHOOSE without a set cannot be evaluated: give its name a set to range over, or let the configuration replace the definition by a model value")]
    [InlineData("CASE FALSE -> 1", "No guard of this CASE is true, and it has no OTHER")]
    [InlineData("{x : <<x, y>> \\in {1}}", "A tuple of 2 elements is needed for the names bound here, and this is integer 1")]
    [InlineData("\\A x \\in Nat : x > 0", "The set Nat cannot be enumerated")]
    [InlineData("{x \\in Nat : x > 3} = {}", "Attempted to check equality of set {x \\in ... : ...} and set {}, which cannot be enumerated")]
    [InlineData("5 % 0", "The second argument of % has to be positive, and in 5 % 0 it is not")]
    [InlineData("5 \\div 0", "The second argument of \\div is 0 in 5 \\div 0")]
    [InlineData("0 ^ 0", "0 ^ 0 has no value")]
    [InlineData("2 ^ (-1)", "The exponent of 2 ^ -1 is negative, and only whole numbers can be computed with")]
    [InlineData("9223372036854775807 + 1", "Overflow when computing 9223372036854775807 + 1: numbers have 64 bits")]
    [InlineData("Head(<<>>)", "Head of the empty sequence has no value")]
    [InlineData("Tail(<<>>)", "Tail of the empty sequence has no value")]
    [InlineData("Len({1})", "Len needs a sequence, and this is set {1}")]
    [InlineData("SubSeq(<<1>>, 1, 2)", "SubSeq from 1 to 2 leaves the sequence, which has 1 elements: <<1>>")]
    [InlineData("Cardinality(Nat)", "Cardinality needs a finite set, and this is set Nat")]
    [InlineData("1 \\in 2", "A set is needed here, and this is integer 2")]
    [InlineData("\"a\" \\in 1..3", "Attempted to check if string \"a\" is an element of the integer interval 1..3")]
    [InlineData("\"a\" \\in Nat", "Attempted to check if string \"a\" is an element of Nat")]
    [InlineData("1 \\in SUBSET {1}", "Attempted to check if integer 1, which is no set, is an element of {{}, {1}}")]
    [InlineData("1 \\in Seq({1})", "Attempted to check if integer 1, which is no sequence, is an element of Seq({1})")]
    [InlineData("1 \\in [{1} -> {2}]", "Attempted to check if integer 1, which is no function, is an element of {<<2>>}")]
    [InlineData("1 \\in [a : {1}]", "Attempted to check if integer 1 is an element of {[a |-> 1]}")]
    [InlineData("TLCGet(1)", "TLCGet(1) has no value: TLCSet(1, ...) was not called by this thread before")]
    [InlineData("Assert(1 = 2, \"no\")", "no")]
    [InlineData("Assert(1, \"no\")", "TRUE or FALSE is needed as what Assert demands, and this is integer 1")]
    [InlineData("Max({})", "The empty set has neither a greatest nor a least element")]
    public void An_expression_without_a_value_says_why(string expression, string expected) =>
        Assert.Equal(expected, Assert.ThrowsAny<EvaluationException>(() => TestSpec.ValueOf(expression)).Message);
}
