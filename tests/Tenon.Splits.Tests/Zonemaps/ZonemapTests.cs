using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Tenon.Splits.Zonemaps;

namespace Tenon.Splits.Tests.Zonemaps;

/// <summary>Zonemap expressions: the pinned ones, that each value matches, and that they stay short.</summary>
public sealed class ZonemapTests
{
    private static readonly string[] Booleans = ["false", "False", "true", "True"];
    private static readonly string[] Pairs = ["a0", "a1", "b0", "b1", "b2"];

    public static TheoryData<string[], int, string, bool> Pinned => new()
    {
        { ["a"], -1, "^a$", true },
        { ["bc", "a"], -1, "^(a|bc)$", true },
        { ["ab", "a"], -1, "^a(|b)$", true },
        { ["abc", "a", ""], -1, "^(|a(|bc))$", true },
        { ["$", "$?-^"], -1, @"^\$(|\?-\^)$", true },
        { Booleans, 18, "^([Ff]alse|[Tt]rue)$", true },
        { Booleans, 17, @"^(False|[Tt]rue|fals[\s\S]+)$", false },
        { Booleans, 4, @"^[FTft][\s\S]+$", false },
        { Booleans, 3, @"^[\s\S]+$", false },
        { Pairs, 7, "^(a[01]|b[012])$", true },
        { Pairs, 6, @"^(a[\s\S]+|b[012])$", false },
        { Pairs, 4, @"^(a[01]|b[\s\S]+)$", false },
        { Pairs, 3, @"^[ab][\s\S]+$", false },
        { ["aa", "bb", "bb"], 3, @"^(a[\s\S]+|bb)$", false },
        { ["", "a", "aaa"], 2, @"^(|a(|a[\s\S]+))$", false },
        { ["", "a", "aaa"], 1, @"^(|a[\s\S]*)$", false },
        { ["", "a", "aaa"], 0, @"^[\s\S]*$", false },
        { ["prod", "staging", "production"], 64, "^(prod(|uction)|staging)$", true },
        { [], 64, "^$", true },
    };

    private static readonly Gen<string> Values =
        from letters in Gen.Elements("ab", "abcdefg", @"\.+*?()|[]{}^$-", "a\n\r\0é日")
        from length in Gen.Choose(0, 9)
        from characters in Gen.ArrayOf(Gen.Elements(letters.ToCharArray()), length)
        select new string(characters);

    private static readonly Gen<(string[] Values, ZonemapSettings Settings)> Columns =
        from values in Gen.ArrayOf(Values)
        from limit in Gen.Choose(-1, 70)
        from every in Gen.Elements(1, 3, 1000)
        from slack in Gen.Elements(1.0, 1.5, 2.0)
        select (values, new ZonemapSettings(limit, every, slack));

    [Theory]
    [MemberData(nameof(Pinned))]
    public void The_pinned_expressions(string[] values, int limit, string expected, bool isExact)
    {
        var builder = new ZonemapBuilder(new ZonemapSettings(limit, int.MaxValue), limit < 0 ? int.MaxValue : 2 * limit);
        Add(builder, values);
        Assert.Equal(expected, builder.Build());
        Assert.Equal(isExact, builder.IsExact);
    }

    [Fact]
    public void The_pinned_expressions_of_a_builder_of_32()
    {
        var mixed = new ZonemapBuilder(new ZonemapSettings(32));
        Add(mixed, ["prod", "staging", "production", "$^-?", "日本語"]);
        Assert.Equal(@"^(\$\^-\?|prod(|uction)|staging|日本語)$", mixed.Build());
        Assert.True(mixed.IsExact);
        var endless = new ZonemapBuilder(new ZonemapSettings(32));
        Add(endless, ["a_very_very_very_very_long_long_" + string.Concat(Enumerable.Repeat("service_", 60))]);
        Assert.Equal(@"^a_very_very_very_very_long_long_[\s\S]+$", endless.Build());
        Assert.False(endless.IsExact);
    }

    [Fact]
    public void A_longer_value_after_pruning_changes_nothing_beyond_the_pruned_place()
    {
        var builder = new ZonemapBuilder(new ZonemapSettings(3, int.MaxValue), 6);
        Add(builder, ["aa", "bb", "bb"]);
        string before = builder.Build();
        Add(builder, ["aaaaaaaaaaaaaaaaaaaaaa"]);
        Assert.Equal(before, builder.Build());
    }

    [Theory]
    [InlineData("abcd", "[a-d]")]
    [InlineData("abcdf", "[a-df]")]
    [InlineData("abc", "[abc]")]
    [InlineData("ac", "[ac]")]
    [InlineData("a", "a")]
    [InlineData(@"-[\]^", @"[\-\[-\^]")]
    [InlineData("-]", @"[\-\]]")]
    public void Characters_become_classes_and_four_in_a_row_a_range(string characters, string expected) =>
        Assert.Equal(expected, RegexText.CharacterClass([.. characters.Select(c => (int)c)]));

    [Theory]
    [InlineData("abc123,def123,ghi", "((abc|def)123|ghi)")]
    [InlineData("abc123,def123,ghi123", "(abc|def|ghi)123")]
    [InlineData("abc123,def,ghi", "(abc123|def|ghi)")]
    [InlineData("abc123", "abc123")]
    public void A_common_suffix_is_written_once(string clauses, string expected) => Assert.Equal(expected, RegexText.Alternation(clauses.Split(','), "123"));

    [Fact]
    public void Every_value_matches() => Check(column =>
    {
        string text = Build(column);
        Regex regex = Anchored(text);
        return column.Values.All(regex.IsMatch);
    });

    [Fact]
    public void An_exact_expression_matches_nothing_else() => Check(column =>
    {
        var builder = new ZonemapBuilder(column.Settings);
        Add(builder, column.Values);
        Regex regex = Anchored(builder.Build());
        return !builder.IsExact || column.Values.Length == 0 || Neighbours(column.Values).All(text => regex.IsMatch(text) == column.Values.Contains(text));
    });

    [Fact]
    public void An_expression_is_no_longer_than_its_bound() => Check(column =>
        column.Settings.MaximumTransitions < 0 || Build(column).Length <= (12 * column.Settings.MaximumTransitions) + 9);

    // Values that begin other values end inside the automaton, and each such end costs a group and an alternative of its own.
    [Fact]
    public void Without_values_that_begin_others_it_is_half_as_long() => Check(column =>
    {
        string[] values = [.. column.Values.Where(value => !column.Values.Any(other => other != value && other.StartsWith(value, StringComparison.Ordinal)))];
        return column.Settings.MaximumTransitions < 1 || Build((values, column.Settings)).Length <= (6 * column.Settings.MaximumTransitions) + 4;
    });

    [Fact]
    public void Many_values_keep_a_bounded_automaton_and_still_match()
    {
        var builder = new ZonemapBuilder(ZonemapSettings.Default);
        string[] values = [.. Enumerable.Range(0, 20_000).Select(i => $"host-{i * 7919 % 100_003:x}.zone-{i % 13}.example")];
        Add(builder, values);
        string text = builder.Build();
        Assert.True(text.Length <= (6 * 64) + 4, text);
        Assert.False(builder.IsExact);
        Assert.All(values, value => Assert.Matches(Anchored(text), value));
        Assert.DoesNotMatch(Anchored(text), "web-1");
    }

    [Fact]
    public void Characters_beyond_the_first_plane_are_whole()
    {
        var builder = new ZonemapBuilder(ZonemapSettings.Default);
        Add(builder, ["\U0001F600a"]);
        Assert.Equal("^\U0001F600a$", builder.Build());
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZonemapBuilder(new ZonemapSettings(64, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZonemapBuilder(new ZonemapSettings(64, 1, 0.5)));
    }

    private static IEnumerable<string> Neighbours(string[] values) =>
        values.SelectMany(value => new[] { value, value + "a", value + "\n", value.Length > 0 ? value[..^1] : "x", value.Length > 0 ? value[1..] : "y" }).Append("");

    private static string Build((string[] Values, ZonemapSettings Settings) column)
    {
        var builder = new ZonemapBuilder(column.Settings);
        Add(builder, column.Values);
        return builder.Build();
    }

    private static void Add(ZonemapBuilder builder, IEnumerable<string> values)
    {
        foreach (string value in values)
        {
            builder.Add(Encoding.UTF8.GetBytes(value));
        }
    }

    // In .NET `$` also matches before a last line break; in the engines the expressions are for it does not.
    private static Regex Anchored(string text) => new(text[..^1] + @"\z", RegexOptions.CultureInvariant);

    private static void Check(Func<(string[] Values, ZonemapSettings Settings), bool> property) =>
        FsCheck.Fluent.Prop.ForAll(Arb.From(Columns), property).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
