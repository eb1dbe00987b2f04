using Tenon.Tla.Tests.Evaluation;
using Tenon.Tla.Values;

namespace Tenon.Tla.Tests.Values;

/// <summary>Long values over several lines, as TLC prints them: the texts are TLC's, but for the order of fields.</summary>
public sealed class ValueLayoutTests
{
    [Theory]
    [InlineData("{1, 2}", "{1, 2}")]
    [InlineData(
        """{"alpha beta gamma delta", "epsilon zeta eta theta", "iota kappa lambda mu", "nu xi"}""",
        """
        { "alpha beta gamma delta",
          "epsilon zeta eta theta",
          "iota kappa lambda mu",
          "nu xi" }
        """)]
    [InlineData(
        """<<"alpha beta gamma delta", "epsilon zeta eta theta", "iota kappa lambda mu", 1234>>""",
        """
        << "alpha beta gamma delta",
           "epsilon zeta eta theta",
           "iota kappa lambda mu",
           1234 >>
        """)]
    [InlineData(
        """[a |-> [b |-> [c |-> {"alpha beta gamma delta", "epsilon zeta eta theta", "iota kappa lambda mu", "nu xi"}]]]""",
        """
        [ a |->
              [ b |->
                    [ c |->
                          { "alpha beta gamma delta",
                            "epsilon zeta eta theta",
                            "iota kappa lambda mu",
                            "nu xi" } ] ] ]
        """)]
    [InlineData(
        """[i \in {3, 5, 7} |-> <<"alpha beta gamma delta", "epsilon zeta", i>>]""",
        """
        ( 3 :> <<"alpha beta gamma delta", "epsilon zeta", 3>> @@
          5 :> <<"alpha beta gamma delta", "epsilon zeta", 5>> @@
          7 :> <<"alpha beta gamma delta", "epsilon zeta", 7>> )
        """)]
    [InlineData(
        """[k \in {<<"alpha beta gamma delta epsilon", "zeta eta theta iota kappa lambda", "mu nu xi omicron pi rho sigma">>} |-> 1]""",
        """
        ( << "alpha beta gamma delta epsilon",
             "zeta eta theta iota kappa lambda",
             "mu nu xi omicron pi rho sigma" >> :>
              1 )
        """)]
    [InlineData(
        """<<[more |-> <<1, 2, 3, 4, 5, 6>>, name |-> "alpha beta gamma delta", next |-> {1, 3, 4, 5, 6, 7}], [name |-> "b"]>>""",
        """
        << [ more |-> <<1, 2, 3, 4, 5, 6>>,
             name |-> "alpha beta gamma delta",
             next |-> {1, 3, 4, 5, 6, 7} ],
           [name |-> "b"] >>
        """)]
    public void A_value_is_broken_where_TLC_breaks_it(string expression, string expected) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), ValueLayout.Of(TestSpec.ValueOf(expression)));

    [Fact]
    public void A_line_is_at_most_eighty_characters_long()
    {
        // Nine characters surround the letters; within a tuple the indent, the comma and the end count as well.
        Assert.DoesNotContain('\n', ValueLayout.Of(Set(71)));
        Assert.Contains('\n', ValueLayout.Of(Set(72)));
        Assert.All(ValueLayout.Of(FiniteFunction.Tuple(Set(67), Set(68), Set(70), Set(20))).Split('\n'), line => Assert.True(line.Length <= ValueLayout.LineLength, line));

        static Value Set(int length) => FiniteSet.Of(StringValue.Of(new string('a', length)), StringValue.Of("b"));
    }
}
