using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tenon.Checking.Output;

/// <summary>Writes traces in the formats of other tools.</summary>
public static class TraceExport
{
    /// <summary>
    /// The trace in the Informal Trace Format (https://apalache-mc.org/docs/adr/015adr-trace.html), as JSON. Values are typed all the way down:
    /// whole numbers as <c>#bigint</c>, tuples as <c>#tup</c>, sets and maps as <c>#set</c> and <c>#map</c>, records as variants, whose tag is the
    /// record's name. What the text of a state does not tell is written as text. The action that led to a state is in its <c>#meta</c>.
    /// </summary>
    /// <param name="trace">The trace.</param>
    /// <param name="modelName">The model's name.</param>
    public static string ToItf(Trace trace, string modelName)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(modelName);
        return JsonText.Write(json => WriteItf(json, trace, modelName));
    }

    /// <summary>
    /// The trace as a directed graph for Graphviz: a node for each state, numbered, with what changed; an edge for each action. The loop of a
    /// lasso is an edge back.
    /// </summary>
    /// <param name="trace">The trace.</param>
    public static string ToDot(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        StringBuilder text = new("digraph trace {\n  node [shape=box];\n");
        for (int i = 0; i < trace.Steps.Length; i++)
        {
            // The last state of a lasso is the one at which the loop begins: its node stands there already.
            if (i > 0)
            {
                bool closes = trace.LoopStart is not null && i == trace.Length;
                text.Append(CultureInfo.InvariantCulture, $"  s{i - 1} -> s{(closes ? trace.LoopStart : i)} [label={Dot.Quote(trace.Steps[i].Action ?? "(stutter)")}];\n");
                if (closes)
                {
                    break;
                }
            }

            string label = string.Join('\n', trace.Changes(i).Select(field => $"{field.Name} = {field.Value}").Prepend(i.ToString(CultureInfo.InvariantCulture)));
            text.Append(CultureInfo.InvariantCulture, $"  s{i} [label={Dot.Quote(label)}];\n");
        }

        return text.Append("}\n").ToString();
    }

    internal static void WriteItf(Utf8JsonWriter json, Trace trace, string modelName)
    {
        // A lasso's last state repeats the one at which the loop begins; the format names that index instead.
        int count = trace.LoopStart is null ? trace.Steps.Length : trace.Length;
        string[] names = [.. trace.Steps.SelectMany(step => step.State).Select(field => field.Name).Distinct(StringComparer.Ordinal)];
        json.WriteStartObject();
        json.WriteStartObject("#meta");
        json.WriteString("format", "ITF");
        json.WriteString("format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html");
        json.WriteString("source", modelName);
        json.WriteString("path", trace.Path);
        json.WriteEndObject();
        json.WriteTexts("vars", names);
        json.WriteObjects("states", trace.Steps.Take(count).Select((step, i) => (step, i)), each =>
        {
            (TraceStep step, int index) = each;
            json.WriteStartObject("#meta");
            json.WriteNumber("index", index);
            if (step.Action is string action)
            {
                json.WriteString("action", action);
            }

            json.WriteEndObject();
            foreach (string name in names)
            {
                json.WritePropertyName(name);
                WriteValue(json, step.State.Where(field => field.Name == name).Select(field => field.Value).FirstOrDefault());
            }
        });
        if (trace.LoopStart is int loop)
        {
            json.WriteNumber("loop", loop);
            if (trace.Steps[^1].Action is string closing)
            {
                json.WriteString("loopAction", closing);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string? value)
    {
        if (value is null)
        {
            // Every variable must have a value in every state.
            json.WriteStartObject();
            json.WriteString("#unserializable", "absent");
            json.WriteEndObject();
        }
        else
        {
            ValueText.Read(value).WriteItf(json);
        }
    }
}
