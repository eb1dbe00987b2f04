using System.Globalization;
using System.Text;
using Tenon.Checking.Graphs;

namespace Tenon.Checking.Output;

/// <summary>Writes the reachable graph of a small model.</summary>
public static class GraphExport
{
    /// <summary>The reachable graph for Graphviz: a node for each state, initial ones with a bold frame, an edge for each step.</summary>
    /// <param name="model">The model.</param>
    /// <param name="maximumStates">How many states it may have.</param>
    /// <exception cref="InvalidOperationException">It has more states.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of states allowed is not positive.</exception>
    public static string ToDot(PackedModel model, int maximumStates = 1000)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumStates);
        LabelledGraph graph = new(model);
        StringBuilder text = new("digraph states {\n  node [shape=box];\n");
        for (int i = 0; i < graph.StateCount; i++)
        {
            if (graph.StateCount > maximumStates)
            {
                throw new InvalidOperationException($"{model.Name} has more than {maximumStates} states: too many to draw.");
            }

            string label = string.Join('\n', graph.Describe(i).Select(field => $"{field.Name} = {field.Value}"));
            text.Append(CultureInfo.InvariantCulture, $"  s{i} [label={Dot.Quote(label)}{(i < graph.InitialCount ? ", penwidth=3" : "")}];\n");
            foreach (GraphEdge edge in graph.Expand(i))
            {
                text.Append(CultureInfo.InvariantCulture, $"  s{i} -> s{edge.Target} [label={Dot.Quote(graph.LabelOf(i, edge))}];\n");
            }
        }

        return text.Append("}\n").ToString();
    }
}
