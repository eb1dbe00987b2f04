using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Tenon.Splits.Tests;

/// <summary>Printing and parsing are inverse, for any schema.</summary>
public sealed class SortSchemaProperties
{
    private static readonly string[] Suffixes = ["", "", "__i", "__s", "__nf", "__sk", "__cpcsk", "__isk", "__zz", "__s__i"];

    private static readonly Gen<SortSchemaColumn> Columns =
        from name in Gen.Elements("a", "b", "service", "value", "metric_value", "a-b", "x.y", "naïve", " ", "c__d", "e__s", "f__i", "_", "__")
        from type in Gen.Elements(Enum.GetValues<SortColumnType>())
        from falls in Gen.Elements(true, false)
        select new SortSchemaColumn(name, type, falls);

    private static readonly Gen<SortSchema> Schemas =
        from name in Gen.Elements(null, "n", "logs", "a b")
        from columns in Gen.ListOf(Columns)
        from hasSeries in Gen.Elements(true, false)
        from timestamp in Gen.Elements("timestamp", "timestamp_secs")
        from hasTiebreaker in Gen.Elements(true, false)
        from version in Gen.Choose(2, 9)
        from cutoff in Gen.Choose(-3, 8)
        select Make(name, [.. columns], hasSeries, timestamp, hasTiebreaker, version, cutoff);

    private static readonly Gen<string> Texts =
        from pieces in Gen.ListOf(
            from sign in Gen.Elements("", "", "-", "+", "&", "&-")
            from name in Gen.Elements("a", "b", "timestamp", "timeseries_id", "tiebreaker", "value", "")
            from suffix in Gen.Elements(Suffixes)
            from end in Gen.Elements("", "", ":+", ":-", "-", ":dense-int64:+", ":dense-string:-", ":x")
            select sign + name + suffix + end)
        from tail in Gen.Elements("/V2", "/V2", "/V3", "/V1", "", "/V", "=x/V2")
        select string.Join('|', pieces) + "|timestamp" + tail;

    [Fact]
    public void A_printed_schema_parses_to_itself_in_both_forms() => Check(Schemas, schema =>
        schema.Equals(SortSchema.Parse(schema.ToShortString())) && schema.Equals(SortSchema.Parse(schema.ToLongString())));

    [Fact]
    public void What_parses_prints_and_parses_to_the_same_and_what_does_not_says_so() => Check(Texts, text =>
    {
        try
        {
            var schema = SortSchema.Parse(text);
            return schema.Equals(SortSchema.Parse(schema.ToShortString())) && schema.Equals(SortSchema.Parse(schema.ToLongString()));
        }
        catch (SortSchemaException e)
        {
            return e.Message.StartsWith("sort schema '", StringComparison.Ordinal);
        }
    });

    private static void Check<T>(Gen<T> cases, Func<T, bool> property) =>
        FsCheck.Fluent.Prop.ForAll(Arb.From(cases), property).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static SortSchema Make(string? name, SortSchemaColumn[] columns, bool hasSeries, string timestamp, bool hasTiebreaker, int version, int cutoff)
    {
        var all = ImmutableArray.CreateBuilder<SortSchemaColumn>();
        all.AddRange(columns.DistinctBy(column => column.Name));
        if (hasSeries)
        {
            all.Add(new SortSchemaColumn("timeseries_id", SortColumnType.Int64, false));
        }

        all.Add(new SortSchemaColumn(timestamp, SortColumnType.Int64, true));
        if (hasTiebreaker)
        {
            all.Add(new SortSchemaColumn("tiebreaker", SortColumnType.Int64, false));
        }

        return new SortSchema(name, all.ToImmutable(), version, cutoff > 0 && cutoff < all.Count ? cutoff : null);
    }
}
