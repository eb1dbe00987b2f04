using System.Text;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests;

/// <summary>Files of different schemas are united by the rule, or refused by name.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task F53_columns_are_united_in_order_of_first_appearance_and_missing_ones_are_null()
    {
        Table one = Build.Table([SchemaField.Required("a", LeafType.Int32), SchemaField.Required("b", LeafType.String)], [1, "x"], [3, "y"]);
        Table other = Build.Table([SchemaField.Required("c", LeafType.Double), SchemaField.Required("a", LeafType.Int32)], [0.5, 2]);
        MergeRun run = await MergeRun.Of([FileMaker.Write(one, new FileLayout()), FileMaker.Write(other, new FileLayout())], "a");
        Assert.Equal(["a", "b", "c"], run.Plan.Schema.Root.Children.Select(child => child.Name));
        Assert.Equal([Repetition.Required, Repetition.Optional, Repetition.Optional], run.Plan.Schema.Root.Children.Select(child => child.Repetition));
        await Judge.Check(run, [one, other], SortKey.Parse("a"));
        await run.Verify();
    }

    // Goal: each impossible union is refused when planned, naming the file, the column and both types.
    [Fact]
    public async Task F53_a_column_of_two_types_is_refused_naming_both()
    {
        (SchemaField One, SchemaField Other, string[] Names)[] conflicts =
        [
            (SchemaField.Required("v", LeafType.Int32), SchemaField.Required("v", LeafType.Int64), ["INT32", "INT64"]),
            (SchemaField.Required("v", LeafType.Int64), SchemaField.Required("v", LeafType.Timestamp(TimeUnit.Micros)), ["INT64", "TIMESTAMP(MICROS, utc)"]),
            (SchemaField.Required("v", LeafType.Timestamp(TimeUnit.Millis)), SchemaField.Required("v", LeafType.Timestamp(TimeUnit.Micros)), ["TIMESTAMP(MILLIS, utc)", "TIMESTAMP(MICROS, utc)"]),
            (SchemaField.Required("v", LeafType.Timestamp(TimeUnit.Micros, false)), SchemaField.Required("v", LeafType.Timestamp(TimeUnit.Micros)), ["TIMESTAMP(MICROS, local)", "TIMESTAMP(MICROS, utc)"]),
            (SchemaField.Required("v", LeafType.Integer(32, false)), SchemaField.Required("v", LeafType.Int32), ["unsigned", "INT32"]),
            (SchemaField.Required("v", LeafType.Decimal(7, 2)), SchemaField.Required("v", LeafType.Decimal(7, 3)), ["DECIMAL(7, 2)", "DECIMAL(7, 3)"]),
            (SchemaField.Required("v", LeafType.FixedBytes(3)), SchemaField.Required("v", LeafType.FixedBytes(4)), ["FIXED_LEN_BYTE_ARRAY(3)", "FIXED_LEN_BYTE_ARRAY(4)"]),
            (SchemaField.Required("v", LeafType.String), SchemaField.Required("v", LeafType.Bytes), ["BYTE_ARRAY STRING", "BYTE_ARRAY"]),
            (SchemaField.Repeated("v", LeafType.Int32), SchemaField.Required("v", LeafType.Int32), ["repeated INT32", "INT32"]),
            (SchemaField.Required("v", LeafType.Int32), SchemaField.Struct("v", true, SchemaField.Required("x", LeafType.Int32)), ["INT32", "group"]),
            (SchemaField.List("v", true, SchemaField.Optional("element", LeafType.Int32)), SchemaField.List("v", true, SchemaField.Optional("element", LeafType.Int64)), ["v.list.element", "INT32", "INT64"]),
            (SchemaField.Struct("v", true, SchemaField.Required("x", LeafType.Int32)), SchemaField.Struct("v", true, SchemaField.Required("y", LeafType.Int32)), ["(x)", "(y)"]),
            (SchemaField.Struct("v", true, SchemaField.Required("x", LeafType.Int32)), SchemaField.Struct("v", true, SchemaField.Required("x", LeafType.Int32), SchemaField.Required("y", LeafType.Int32)), ["(x)", "(x, y)"]),
            (SchemaField.List("v", true, SchemaField.Optional("element", LeafType.Int32)), SchemaField.Map("v", true, SchemaField.Required("key", LeafType.Int32), SchemaField.Optional("value", LeafType.Int32)), ["LIST", "MAP"]),
        ];
        SchemaField key = SchemaField.Required("k", LeafType.Int32);
        foreach ((SchemaField one, SchemaField other, string[] names) in conflicts)
        {
            byte[][] files = [Build.File([key, one]), Build.File([key, one]), Build.File([key, other])];
            MergeRefusedException e = await Assert.ThrowsAsync<MergeRefusedException>(() => MergeRun.Of(files, "k"));
            Assert.All((string[])["input 2", "input 0", "column 'v", .. names], name => Assert.Contains(name, e.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task F53_old_and_new_spellings_of_one_type_are_equal()
    {
        (LeafType New, LeafType Old)[] spellings =
        [
            (LeafType.String, LeafType.Of(PhysicalType.ByteArray, converted: ConvertedType.Utf8)),
            (LeafType.Date, LeafType.Of(PhysicalType.Int32, converted: ConvertedType.Date)),
            (LeafType.Timestamp(TimeUnit.Micros), LeafType.Of(PhysicalType.Int64, converted: ConvertedType.TimestampMicros)),
            (LeafType.Time(TimeUnit.Millis), LeafType.Of(PhysicalType.Int32, converted: ConvertedType.TimeMillis)),
            (LeafType.Integer(8, true), LeafType.Of(PhysicalType.Int32, converted: ConvertedType.Int8)),
            (LeafType.Integer(16, false), LeafType.Of(PhysicalType.Int32, converted: ConvertedType.UInt16)),
            (LeafType.Integer(64, true), LeafType.Int64),
            (LeafType.Integer(32, true), LeafType.Of(PhysicalType.Int32, converted: ConvertedType.Int32)),
            (LeafType.Enum, LeafType.Of(PhysicalType.ByteArray, converted: ConvertedType.Enum)),
            (LeafType.Json, LeafType.Of(PhysicalType.ByteArray, converted: ConvertedType.Json)),
            (LeafType.Bson, LeafType.Of(PhysicalType.ByteArray, converted: ConvertedType.Bson)),
        ];
        foreach ((LeafType one, LeafType other) in spellings)
        {
            MergeRun run = await MergeRun.Of([Build.File([SchemaField.Optional("v", one)], new object?[] { null }), Build.File([SchemaField.Optional("v", other)], new object?[] { null })], key: (string?)null);
            Assert.Equal(2, run.Result.RowCount);
        }
    }

    [Fact]
    public async Task F53_nested_columns_widen_from_required_to_optional()
    {
        ParquetSchema one = SchemaBuilder.Build(SchemaField.Struct("v", false, SchemaField.Required("x", LeafType.Int32)));
        ParquetSchema other = SchemaBuilder.Build(SchemaField.Struct("v", true, SchemaField.Optional("x", LeafType.Int32)));
        var full = new Table(one, [[new Cell([new Entry(0, 2, Build.Plain(1))])]]);
        var sparse = new Table(other, [[new Cell([new Entry(0, 0, null)])], [new Cell([new Entry(0, 1, null)])], [new Cell([new Entry(0, 2, Build.Plain(2))])]]);
        byte[][] files = [FileMaker.Write(full, new FileLayout()), FileMaker.Write(sparse, new FileLayout())];
        MergeRun run = await MergeRun.Of(files, key: (string?)null);
        Assert.Equal([.. full.Rows.Concat(sparse.Rows)], run.Rows());
        Assert.Equal(await MergeRun.DigestOf(files), await run.Verify());
    }

    [Fact]
    public async Task F53_a_name_that_occurs_twice_is_refused()
    {
        SchemaField[] twice = [SchemaField.Required("v", LeafType.Int32), SchemaField.Required("v", LeafType.Int32)];
        byte[] file = Build.File(twice, [1, 2]);
        MergeRefusedException e = await Assert.ThrowsAsync<MergeRefusedException>(() => MergeRun.Of([file], key: (string?)null));
        Assert.Contains("'v' occurs twice", e.Message, StringComparison.Ordinal);
        byte[] nested = Build.File([SchemaField.Struct("s", false, twice)], [1, 2]);
        e = await Assert.ThrowsAsync<MergeRefusedException>(() => MergeRun.Of([nested], key: (string?)null));
        Assert.Contains("'s.v' occurs twice", e.Message, StringComparison.Ordinal);
        foreach (byte[] each in (byte[][])[file, nested])
        {
            e = await Assert.ThrowsAsync<MergeRefusedException>(() => MergeRun.DigestOf([each]));
            Assert.Contains("v' occurs twice", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_sort_column_that_is_missing_nested_or_without_order_is_refused()
    {
        byte[] file = Build.File(
        [
            SchemaField.Required("a", LeafType.Int32), SchemaField.Struct("s", false, SchemaField.Required("x", LeafType.Int32)), SchemaField.Required("i", LeafType.Int96),
            SchemaField.Repeated("r", LeafType.Int32),
        ]);
        foreach ((string key, string[] names) in ((string, string[])[])[("b", ["'b'", "a", "s", "i"]), ("s", ["'s'", "nested"]), ("s.x", ["'s.x'"]), ("i", ["'i'", "INT96"]), ("r", ["'r'"])])
        {
            MergeRefusedException e = await Assert.ThrowsAsync<MergeRefusedException>(() => MergeRun.Of([file], key));
            Assert.All(names, name => Assert.Contains(name, e.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Field_ids_and_annotations_of_the_first_file_survive()
    {
        // Thrift compact: VARIANT with a version, GEOMETRY with a coordinate system, and a kind that nobody knows yet.
        byte[] variant = [0x0C, 0x20, 0x13, 0x01, 0x00, 0x00];
        byte[] geometry = [0x0C, 0x22, 0x18, 0x09, .. "EPSG:4326"u8, 0x00, 0x00];
        byte[] unknown = [0x0C, 0xC8, 0x01, 0x15, 0x54, 0x00, 0x00];
        SchemaField[] fields =
        [
            SchemaField.Required("k", LeafType.Int32, fieldId: 7),
            SchemaField.Optional("g", LeafType.Of(PhysicalType.ByteArray, logical: new LogicalType(LogicalTypeKind.Geometry, geometry) { FieldId = 17 }), fieldId: 9),
            SchemaField.Annotated("v", true, new LogicalType(LogicalTypeKind.Variant, variant) { FieldId = 16 }, SchemaField.Required("metadata", LeafType.Bytes, 11), SchemaField.Required("value", LeafType.Bytes)),
            SchemaField.Optional("u", LeafType.Of(PhysicalType.Int32, logical: new LogicalType(LogicalTypeKind.Unknown, unknown) { FieldId = 100 })),
        ];
        SchemaField[] withoutIds = [SchemaField.Required("k", LeafType.Int32)];
        Table table = new(SchemaBuilder.Build(fields), [[Cell.Of(Build.Plain(1)), Cell.Of([1, 2]), new Cell([new Entry(0, 2, [3])]), new Cell([new Entry(0, 2, [4])]), Cell.Of(Build.Plain(5))]]);
        Table other = Build.Table(withoutIds, [0]);
        MergeRun run = await MergeRun.Of([FileMaker.Write(table, new FileLayout()), FileMaker.Write(other, new FileLayout())], "k");
        await Judge.Check(run, [table, other], SortKey.Parse("k"));
        ParquetSchema output = Table.Read(run.Outputs[0]).Schema;
        Assert.Equal([null, 7, 9, null, 11, null, null], output.Elements.Select(element => element.FieldId));
        foreach ((string name, byte[] encoded) in ((string, byte[])[])[("g", geometry), ("v", variant), ("u", unknown)])
        {
            Assert.Equal(encoded, output.Elements.Single(element => element.Name == name).LogicalType!.Encoded.ToArray());
        }
    }

    [Fact]
    public async Task Names_that_contain_dots_are_not_paths()
    {
        SchemaField[] fields = [SchemaField.Required("a.b", LeafType.Int32), SchemaField.Struct("a", false, SchemaField.Required("b", LeafType.Int32)), SchemaField.Required("é", LeafType.Int32)];
        Table table = new(SchemaBuilder.Build(fields), [.. Enumerable.Range(0, 10).Select(i => new[] { Cell.Of(Build.Plain(-i)), new Cell([new Entry(0, 2, Build.Plain(i * 10))]), Cell.Of(Build.Plain(i % 3)) })]);
        MergeRun run = await MergeRun.Of([FileMaker.Write(table, new FileLayout())], "é");
        Assert.Equal([.. table.Rows.OrderBy(row => BitConverter.ToInt32(row[2].Value))], run.Rows());
        await run.Verify();
        Assert.Equal("é", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(run.Plan.Schema.Columns[2].DottedPath)));
    }
}
