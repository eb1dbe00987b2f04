using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tenon.Verification.Reporting;

/// <summary>A run as files.</summary>
public static class VerificationReport
{
    /// <summary>The name of the report that people read.</summary>
    public const string HtmlName = "verification.html";

    /// <summary>The name of the report that programs read.</summary>
    public const string JsonName = "verification.json";

    /// <summary>Writes both reports.</summary>
    /// <param name="result">The run.</param>
    /// <param name="folder">Where; it is made if it is not there.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Write(VerificationResult result, string folder)
    {
        Directory.CreateDirectory(folder);
        ReportDocument document = ReportDocument.Of(result);
        File.WriteAllText(Path.Join(folder, JsonName), Json(document) + "\n");
        File.WriteAllText(Path.Join(folder, HtmlName), HtmlReport.Of(document));
    }

    /// <summary>The run as one JSON object.</summary>
    /// <param name="result">The run.</param>
    public static string Json(VerificationResult result) => Json(ReportDocument.Of(result));

    private static string Json(ReportDocument document) => JsonSerializer.Serialize(document, ReportJson.Default.ReportDocument);
}

/// <summary>Serializers made by the compiler.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJson : JsonSerializerContext;
