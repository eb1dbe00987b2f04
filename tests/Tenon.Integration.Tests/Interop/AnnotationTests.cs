using System.Globalization;
using System.Text.Json;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;

namespace Tenon.Integration.Tests.Interop;

public sealed class AnnotationTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"tenon-annotations-{Environment.ProcessId}.parquet"));

    public void Dispose() => File.Delete(_path);

    // Goal: annotations of which the library knows nothing but the bytes mean to DuckDB what they meant in the file they come from.
    // Method: a point and two variants by hand; DuckDB says the types and the values.
    [Fact]
    public void DuckDB_sees_geometry_and_variant_in_annotations_carried_as_bytes()
    {
        Node.Require();
        ParquetSchema schema = SchemaBuilder.Build(
            SchemaField.Optional("place", LeafType.Of(PhysicalType.ByteArray, logical: new LogicalType(LogicalTypeKind.Geometry, new byte[] { 0x0C, 0x22, 0x00, 0x00 }) { FieldId = 17 })),
            SchemaField.Annotated(
                "any", true, new LogicalType(LogicalTypeKind.Variant, new byte[] { 0x0C, 0x20, 0x13, 0x01, 0x00, 0x00 }) { FieldId = 16 }, SchemaField.Required("metadata", LeafType.Bytes), SchemaField.Required("value", LeafType.Bytes)));
        byte[] point = [1, 1, 0, 0, 0, .. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.0)];
        byte[] noNames = [0x01, 0x00, 0x00];
        byte[] five = [0x0C, 0x05];
        byte[] text = [0x09, (byte)'h', (byte)'i'];
        using (FileStream stream = File.Create(_path))
        using (var pool = new BufferPool())
        using (var writer = new ParquetWriter(stream, schema, new ParquetWriterOptions { Pool = pool }))
        {
            writer["place"].Write([point, null, point]);
            writer["any.metadata"].WriteLevels([], [1, 0, 1], [noNames, noNames]);
            writer["any.value"].WriteLevels([], [1, 0, 1], [five, text]);
            writer.Finish();
        }

        List<JsonElement> answers = Node.Run(
            "ask.mjs",
            $"SELECT typeof(place), typeof(\"any\"), place::VARCHAR, \"any\"::VARCHAR FROM read_parquet('{_path}')",
            $"SELECT count(*) FROM parquet_metadata('{_path}') WHERE stats_min_value IS NOT NULL OR stats_max_value IS NOT NULL");
        Assert.Equal(
            """[["GEOMETRY","VARIANT","POINT (1.5 -2)","5"],["GEOMETRY","VARIANT",null,null],["GEOMETRY","VARIANT","POINT (1.5 -2)","hi"]]""",
            answers[0].TryGetProperty("rows", out JsonElement rows) ? rows.GetRawText() : answers[0].GetRawText());
        Assert.Equal("""[["0"]]""", answers[1].GetProperty("rows").GetRawText());
    }
}
