using System.Globalization;
using System.Text;
using Tenon.Invariants;
using Tenon.Invariants.Recording;

namespace Tenon.Cli.Running;

/// <summary>The counts of all invariants in the text format that Prometheus scrapes.</summary>
internal static class PrometheusText
{
    /// <param name="prefix">What names begin with; empty for nothing.</param>
    public static byte[] Write(string prefix)
    {
        string name = string.Concat(prefix.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));
        name += name.Length > 0 ? "_" : "";
        var text = new StringBuilder();
        Counter(text, name + "invariant_checked_total", "Checks of an invariant.", InvariantCounts.Checked);
        Counter(text, name + "invariant_violated_total", "Violations of an invariant.", InvariantCounts.Violated);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Counter(StringBuilder text, string name, string help, Func<InvariantId, long> count)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} counter\n");
        foreach (InvariantInfo info in InvariantRegistry.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{{invariant=\"{info.Code}\"}} {count(info.Id)}\n");
        }
    }
}
