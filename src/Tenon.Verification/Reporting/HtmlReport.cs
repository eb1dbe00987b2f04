using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Checking;
using Tenon.Verification.Specifications;

namespace Tenon.Verification.Reporting;

/// <summary>The report for people: one file that asks for nothing from outside.</summary>
internal sealed class HtmlReport
{
    private static readonly string[] Declared = ["Audit", "Tests", "Construction"];

    private readonly StringBuilder _text = new();
    private readonly ReportDocument _document;

    private HtmlReport(ReportDocument document) => _document = document;

    /// <summary>The whole page.</summary>
    /// <param name="document">What it says.</param>
    public static string Of(ReportDocument document)
    {
        HtmlReport report = new(document);
        report.Head();
        report.Layers();
        report.Failures();
        report.Coverage();
        report.Witnesses();
        report.Mutants();
        report.Counterexamples();
        report.Weaknesses();
        report.Predicates();
        report._text.Append("</main></body></html>\n");
        return report._text.ToString();
    }

    private static string Number(double number) => number.ToString("0.0", CultureInfo.InvariantCulture);

    private static string ClassOf(VerificationStatus status) => status switch
    {
        VerificationStatus.Holds => "holds",
        VerificationStatus.Failed => "failed",
        _ => "open",
    };

    private void Head()
    {
        _text.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>tenon verify</title><style>");
        _text.Append(NumberTable.EmbeddedText("Report.css"));
        _text.Append("</style></head><body><main><h1>Specification, model, core: one machine?</h1>");
        string verdict = _document.Verdict == "holds" ? "holds" : "failed";
        int checks = _document.Layers.Sum(layer => layer.Checks.Length);
        _text.Append(CultureInfo.InvariantCulture, $"<p class=\"verdict {verdict}\">{_document.Verdict}: {_document.Mode} run, {checks} checks in {Number(_document.Seconds)} s</p>");
        _text.Append("<nav>");
        foreach ((string id, string title) in new[] { ("layers", "layers"), ("coverage", "coverage"), ("witnesses", "witnesses"), ("mutants", "mutants"), ("runs", "counterexamples"), ("weaknesses", "weaknesses"), ("predicates", "predicates") })
        {
            _text.Append(CultureInfo.InvariantCulture, $"<a href=\"#{id}\">{title}</a> ");
        }

        _text.Append("</nav>").Append(Pyramid.Draw(_document));
    }

    private void Layers()
    {
        Title("layers", "Layers");
        Table("layer", "claim", "verdict", "checked", "size", "seconds");
        foreach (ReportedLayer layer in _document.Layers)
        {
            string verdict = layer.Verdict switch { "holds" => "holds", "FAILED" => "failed", _ => "open" };
            Row($"<code>{layer.Name}</code>", Html.Text(layer.Claim), $"<b class=\"whole {verdict}\">{layer.Verdict}</b>", Html.Text(layer.Checked), string.Join("<br>", layer.Size.Select(size => $"<span class=\"whole\">{size}</span>")), layer.IsBuilt ? Number(layer.Seconds) : "");
        }

        _text.Append("</table><p>A layer that is not built was not checked. Seconds are those of all checks of a layer together; several run at once.</p>");
        foreach (ReportedLayer layer in _document.Layers.Where(layer => layer.NotBuilt is not null))
        {
            _text.Append(CultureInfo.InvariantCulture, $"<p class=\"open\">{(layer.IsBuilt ? "of " : "")}<code>{layer.Name}</code>, not built: {Html.Text(layer.NotBuilt!)}</p>"); // As was just asked.
        }

        foreach (ReportedLayer layer in _document.Layers.Where(layer => layer.IsBuilt))
        {
            _text.Append(CultureInfo.InvariantCulture, $"<details><summary>{layer.Name}: {layer.Checks.Length} checks{(layer.LeftOut.IsEmpty ? "" : $", {layer.LeftOut.Length} left for a full run")}</summary>");
            Table("what", "asked of it", "verdict", "size", "seconds");
            foreach (VerificationRow row in layer.Checks)
            {
                Row(Html.Text(row.Subject), Html.Text(row.Checked), $"<b class=\"{ClassOf(row.Finding.Status)}\">{row.Finding.Status}</b>", string.Join(", ", row.Finding.Size), Number(row.Seconds));
            }

            _text.Append("</table>");
            if (!layer.LeftOut.IsEmpty)
            {
                _text.Append(CultureInfo.InvariantCulture, $"<p>Left out: {Html.Text(string.Join("; ", layer.LeftOut))}</p>");
            }

            _text.Append("</details>");
        }
    }

    private void Failures()
    {
        foreach (ReportedLayer layer in _document.Layers)
        {
            foreach (VerificationRow row in layer.Checks.Where(row => row.HasFailed))
            {
                _text.Append(CultureInfo.InvariantCulture, $"<h2 class=\"failed\">broken: {Html.Text(layer.Claim)}</h2><p>{Html.Text(layer.WhatAFailureMeans)}</p>");
                _text.Append(CultureInfo.InvariantCulture, $"<h3>{Html.Text(row.Subject)}: {Html.Text(row.Checked)}</h3><pre>{Html.Text(row.Finding.Problem ?? "")}</pre>");
                Run(row.Finding.Counterexample, isOpen: true);
            }
        }
    }

    private void Coverage()
    {
        Title("coverage", "Who checks what");
        _text.Append("<p>In how many checks of each layer something was demanded of each invariant; then who else checks it, as the registry says. Each leads to its predicate.</p>");
        Table(["id", .. _document.Layers.Select(layer => layer.Name), "run time", "audit", "tests", "construction"]);
        foreach (InvariantCoverage each in _document.Coverage)
        {
            IEnumerable<string> layers = _document.Layers.Select(layer => each.ByLayer[layer.Name] is > 0 and int count ? $"<b class=\"holds\">{count}</b>" : layer.IsBuilt ? "·" : "<span class=\"open\">–</span>");
            int sites = each.Places.Count(place => place.Kind == "check");
            Row([
                $"<a href=\"#{each.Code}\" title=\"{Html.Attribute(each.Statement)}\">{each.Code} {each.Name}</a>", .. layers,
                each.Declared.Contains("RunTime") || sites > 0 ? sites == 1 ? "1 place" : $"{sites} places" : "·", .. Declared.Select(kind => each.Declared.Contains(kind) ? "yes" : "·"),
            ]);
        }

        _text.Append("</table>");
    }

    private void Witnesses()
    {
        Title("witnesses", "Witnesses");
        _text.Append("<p>What must be possible, so that what is checked says something: how often each action was taken, and situations that worlds must come into.</p>");
        Table("layer", "where", "what", "how often", "met");
        foreach (ReportedWitness witness in _document.Witnesses)
        {
            Row(witness.Layer, Html.Text(witness.Subject), Html.Text(witness.Name), witness.Count?.ToString("N0", CultureInfo.InvariantCulture) ?? "", witness.IsMet ? "yes" : "no");
        }

        _text.Append("</table>");
    }

    private void Mutants()
    {
        Title("mutants", "Mutants");
        _text.Append("<p>Named single faults, and what caught each: the layer, and the property. Cost is what was searched for it.</p>");
        Table("put into", "fault", "caught by", "after steps", "states", "seconds");
        foreach (ReportedMutant each in _document.Mutants)
        {
            long states = each.Size.Where(size => size.Unit == "states").Sum(size => size.Count);
            Row(
                each.Mutant.Kind, Html.Text(each.Mutant.Fault),
                each.Mutant.CaughtBy.Length == 0 ? $"<b class=\"{ClassOf(each.Status)}\">nothing</b> {Html.Text(each.Problem ?? "")}" : Html.Text(each.Mutant.CaughtBy),
                each.Mutant.Steps?.ToString(CultureInfo.InvariantCulture) ?? "", states.ToString("N0", CultureInfo.InvariantCulture), Number(each.Seconds));
        }

        _text.Append("</table>");
    }

    private void Counterexamples()
    {
        Title("runs", "Counterexamples");
        _text.Append("<p>Runs that show what was expected to fail: the errors of the field's specification, and what faults lead to.</p>");
        foreach (VerificationRow row in _document.Layers.SelectMany(layer => layer.Checks).Where(row => !row.HasFailed))
        {
            Run(row.Finding.Counterexample, isOpen: false);
        }
    }

    private void Weaknesses()
    {
        Title("weaknesses", "The field's weaknesses");
        foreach (IGrouping<WeaknessStanding, Weakness> group in _document.Weaknesses.GroupBy(weakness => weakness.Standing).OrderByDescending(group => group.Key))
        {
            string word = group.Key switch { WeaknessStanding.StillApplies => "still applies", WeaknessStanding.AppliesInPart => "applies in part", _ => "does not apply" };
            _text.Append(CultureInfo.InvariantCulture, $"<h3>{word}: {group.Count()} of {_document.Weaknesses.Length}</h3>");
            Table("no.", "there", "here");
            foreach (Weakness weakness in group)
            {
                Row(weakness.Number, Html.Text(weakness.Statement), Html.Text(weakness.Why));
            }

            _text.Append("</table>");
        }
    }

    private void Predicates()
    {
        Title("predicates", "Predicates");
        foreach (InvariantCoverage each in _document.Coverage)
        {
            _text.Append(CultureInfo.InvariantCulture, $"<section id=\"{each.Code}\"><h3>{each.Code} {each.Name}</h3><p>{Html.Text(each.Statement)}. A violation: {each.Response.ToLowerInvariant()}.</p>");
            foreach (SourcePlace place in each.Places.Where(place => place.Text.Length > 0))
            {
                _text.Append(CultureInfo.InvariantCulture, $"<p>{place.Kind}: <code>{Html.Text(place.ToString())}</code></p><pre>{Html.Text(place.Text)}</pre>");
            }

            ImmutableArray<SourcePlace> checks = [.. each.Places.Where(place => place.Kind == "check")];
            _text.Append(checks.IsEmpty ? "" : $"<p>checked in production: {string.Join(", ", checks.Select(place => $"<code>{Html.Text(place.ToString())}</code>"))}</p>");
            _text.Append(each.Places.IsEmpty ? "<p class=\"open\">no sources beside the specifications, and none beside the program</p>" : "").Append("</section>");
        }
    }

    private void Run(Counterexample? run, bool isOpen)
    {
        if (run is null)
        {
            return;
        }

        _text.Append(CultureInfo.InvariantCulture, $"<details{(isOpen ? " open" : "")}><summary>{Html.Text(run.Title)} ({run.Length} steps)</summary>{SequenceDiagram.Draw(run)}<ol class=\"changes\" start=\"0\">");
        foreach (CounterexampleStep step in run.Steps)
        {
            _text.Append(CultureInfo.InvariantCulture, $"<li><code>{Html.Text(step.Action ?? "begins")}</code><ul>");
            foreach (StateField field in step.Action is null ? [] : step.Changes)
            {
                _text.Append(CultureInfo.InvariantCulture, $"<li>{Html.Text(field.Name)} = {Html.Text(field.Value)}</li>");
            }

            _text.Append("</ul></li>");
        }

        _text.Append("</ol></details>");
    }

    private void Title(string id, string title) => _text.Append(CultureInfo.InvariantCulture, $"<h2 id=\"{id}\">{title}</h2>");

    private void Table(params ReadOnlySpan<string> titles)
    {
        _text.Append("<table><tr>");
        foreach (string title in titles)
        {
            _text.Append(CultureInfo.InvariantCulture, $"<th>{title}</th>");
        }

        _text.Append("</tr>");
    }

    private void Row(params ReadOnlySpan<string> cells)
    {
        _text.Append("<tr>");
        foreach (string cell in cells)
        {
            _text.Append(CultureInfo.InvariantCulture, $"<td>{cell}</td>");
        }

        _text.Append("</tr>\n");
    }
}
