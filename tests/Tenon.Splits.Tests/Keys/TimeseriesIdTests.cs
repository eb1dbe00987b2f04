using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tenon.Splits.Keys;

namespace Tenon.Splits.Tests.Keys;

/// <summary>The pinned ids, what takes part in them, and what cannot be confused.</summary>
public sealed class TimeseriesIdTests
{
    private static readonly Gen<KeyValuePair<string, string>[]> TagSets =
        from count in Gen.Choose(0, 6)
        from keys in Gen.Shuffle(new[] { "env", "host", "service", "a", "ab", "", "日本", "\U00010000", "\uffff" })
        from values in Gen.ArrayOf(Gen.Elements("", "x", "prod", "\u0001", "日本語", "\U0001F600"), 9)
        select keys.Take(count).Select((key, i) => KeyValuePair.Create(key, values[i])).ToArray();

    [Theory]
    [InlineData("cpu.usage", 0, "", 8585688161913568022)]
    [InlineData("cpu.usage", 0, "env=prod,host=node-1,service=api", -1249054409005369755)]
    [InlineData("http.requests", 1, "service=web", -2615727422124831097)]
    public void The_pinned_series_have_their_ids(string name, byte type, string tags, long expected) =>
        Assert.Equal(expected, TimeseriesId.Compute(SplitKind.Metrics, name, type, Tags(tags)));

    // The two published values of the reference implementation: key 00 01 .. 0f, input 00 01 .. of n bytes.
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(15, 0xa129ca6149be45e5)]
    public void The_hash_is_SipHash_2_4(int length, ulong expected)
    {
        for (int cut = 0; cut <= length; cut++)
        {
            byte[] input = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
            var hash = new SipHash24(0x0706050403020100, 0x0f0e0d0c0b0a0908);
            hash.Append(input.AsSpan(0, cut));
            hash.Append(input.AsSpan(cut));
            Assert.Equal(expected, hash.Finish());
        }
    }

    [Fact]
    public void The_order_of_tags_does_not_matter() => Check(
        from tags in TagSets
        from shuffled in Gen.Shuffle(tags)
        select (tags, shuffled),
        pair => Id(pair.tags) == Id(pair.shuffled));

    [Fact]
    public void Another_tag_or_value_is_another_series() => Check(TagSets, tags =>
        Id(tags) != Id([.. tags, KeyValuePair.Create("another", "")])
        && (tags.Length == 0 || Id(tags) != Id([.. tags.Skip(1), KeyValuePair.Create(tags[0].Key, tags[0].Value + "!")])));

    [Fact]
    public void Moving_a_border_between_name_key_and_value_gives_another_series()
    {
        KeyValuePair<string, string>[][] sets = [[P("ab", "c")], [P("a", "bc")], [P("a", "b"), P("c", "")], [P("a", ""), P("b", "c")], [P("abc", "")], []];
        Assert.Equal(sets.Length, sets.Select(Id).Distinct().Count());
        Assert.NotEqual(
            TimeseriesId.Compute(SplitKind.Metrics, "ab", (byte)'c', []), TimeseriesId.Compute(SplitKind.Metrics, "a", (byte)'b', []));
    }

    [Theory]
    [InlineData("start_timestamp_secs", true, true)]
    [InlineData("sum", true, true)]
    [InlineData("timestamp", true, true)]
    [InlineData("timestamp_secs", true, true)]
    [InlineData("value", true, true)]
    [InlineData("count", false, true)]
    [InlineData("counts", false, true)]
    [InlineData("flags", false, true)]
    [InlineData("keys", false, true)]
    [InlineData("max", false, true)]
    [InlineData("min", false, true)]
    [InlineData("host", false, false)]
    public void Columns_that_are_values_take_no_part_and_sketches_have_more_of_them(string key, bool ofMetrics, bool ofSketches)
    {
        Assert.Equal(ofMetrics, IsLeftOut(SplitKind.Metrics, key));
        Assert.Equal(ofSketches, IsLeftOut(SplitKind.Sketches, key));

        static bool IsLeftOut(SplitKind kind, string key) =>
            TimeseriesId.Compute(kind, "m", 4, [P(key, "1")]) == TimeseriesId.Compute(kind, "m", 4, []);
    }

    [Fact]
    public void Tags_are_in_the_order_of_their_bytes_and_not_of_their_code_units()
    {
        // U+10000 is above U+FFFF in UTF-8 and, written as surrogates, below it in UTF-16.
        var hasher = new TimeseriesHasher("m"u8, 0);
        hasher.AddTag(Encoding.UTF8.GetBytes("\uffff"), "1"u8);
        hasher.AddTag(Encoding.UTF8.GetBytes("\U00010000"), "2"u8);
        Assert.Equal(hasher.Finish(), TimeseriesId.Compute(SplitKind.Metrics, "m", 0, [P("\U00010000", "2"), P("\uffff", "1")]));
    }

    [Fact]
    public void A_text_that_has_no_UTF_8_is_refused() =>
        Assert.Throws<EncoderFallbackException>(() => TimeseriesId.Compute(SplitKind.Metrics, "m", 0, [P("a", "\ud800")]));

    private static long Id(IEnumerable<KeyValuePair<string, string>> tags) => TimeseriesId.Compute(SplitKind.Metrics, "m", 0, tags);

    private static KeyValuePair<string, string> P(string key, string value) => KeyValuePair.Create(key, value);

    private static ImmutableArray<KeyValuePair<string, string>> Tags(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => P(pair.Split('=')[0], pair.Split('=')[1]))];

    private static void Check<T>(Gen<T> cases, Func<T, bool> property) =>
        FsCheck.Fluent.Prop.ForAll(Arb.From(cases), property).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
