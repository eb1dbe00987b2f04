using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Tenon.Verification.Reporting;

/// <summary>The descriptions of the machine, one on the other, and between them the links that were checked.</summary>
internal static class Pyramid
{
    private const int Width = 820;
    private const int BoxHeight = 40;
    private const int LinkHeight = 30;

    /// <summary>The descriptions from the top, with the layer that is about each, and the layers that link it to the next.</summary>
    private static readonly ImmutableArray<(string Text, string Own, ImmutableArray<string> Links)> Descriptions =
    [
        ("specification: MergePipeline.tla", "specification", ["model"]),
        ("model: MergePipeline in C#, on the shared predicates", "", ["core"]),
        ("production core, in a hostile world", "", ["traces", "simulation", "generated"]),
        ("what runs: shell, metastore, store, files", "", []),
    ];

    /// <summary>The drawing.</summary>
    /// <param name="document">The run.</param>
    public static string Draw(ReportDocument document)
    {
        ImmutableDictionary<string, ReportedLayer> layers = document.Layers.ToImmutableDictionary(layer => layer.Name);
        int height = (Descriptions.Length * (BoxHeight + LinkHeight)) + 8;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"pyramid\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\" aria-label=\"the layers and their verdicts\">");
        int y = 4;
        for (int i = 0; i < Descriptions.Length; i++)
        {
            int half = 150 + (i * 50);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"box {ClassOf(layers, Descriptions[i].Own)}\" d=\"M{300 - half + 20} {y} H{300 + half - 20} L{300 + half} {y + BoxHeight} H{300 - half} Z\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"300\" y=\"{y + 25}\">{Descriptions[i].Text}</text>");
            y += BoxHeight;
            int x = 300 - ((Descriptions[i].Links.Length - 1) * 90);
            foreach (string link in Descriptions[i].Links)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<line class=\"link {ClassOf(layers, link)}\" x1=\"{x}\" y1=\"{y + 2}\" x2=\"{x}\" y2=\"{y + LinkHeight - 2}\"/>");
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"linkname\" x=\"{x + 8}\" y=\"{y + 20}\">{link}: {WordOf(layers, link)}</text>");
                x += 180;
            }

            y += LinkHeight;
        }

        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"box {ClassOf(layers, "mutants")}\" x=\"690\" y=\"4\" width=\"120\" height=\"{height - 42}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"750\" y=\"{(height / 2) - 30}\">mutants:</text><text x=\"750\" y=\"{(height / 2) - 10}\">would each layer</text><text x=\"750\" y=\"{(height / 2) + 10}\">notice?</text><text x=\"750\" y=\"{(height / 2) + 34}\">{WordOf(layers, "mutants")}</text>");
        return svg.Append("</svg>").ToString();
    }

    private static string WordOf(ImmutableDictionary<string, ReportedLayer> layers, string name) => layers.TryGetValue(name, out ReportedLayer? layer) ? layer.Verdict : "left out";

    private static string ClassOf(ImmutableDictionary<string, ReportedLayer> layers, string name) => WordOf(layers, name) switch
    {
        "holds" => "holds",
        "FAILED" => "failed",
        _ => "open",
    };
}
