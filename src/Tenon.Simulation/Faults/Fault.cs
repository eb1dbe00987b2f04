using System.Globalization;
using Tenon.Simulation.Interception;

namespace Tenon.Simulation.Faults;

/// <summary>Something that goes wrong at a stated call. Immutable.</summary>
/// <param name="Kind">What.</param>
/// <param name="Site">At which call.</param>
/// <param name="Occurrence">At its how many-eth occurrence in the run, of all processes; from 1.</param>
public sealed record Fault(FaultKind Kind, CallSite Site, int Occurrence)
{
    /// <summary>Reads a text.</summary>
    /// <param name="text">As <see cref="ToString"/> writes it, for example <c>DieAfter@Publish#2</c>.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="FormatException">The text is no fault.</exception>
    public static Fault Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = text.IndexOf('@', StringComparison.Ordinal);
        int number = text.IndexOf('#', StringComparison.Ordinal);
        if (at > 0 && number > at
            && Enum.TryParse(text[..at], out FaultKind kind) && Enum.IsDefined(kind)
            && Enum.TryParse(text[(at + 1)..number], out CallSite site) && Enum.IsDefined(site)
            && int.TryParse(text[(number + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int occurrence) && occurrence > 0)
        {
            return FaultTable.Applies(kind, site) ? new Fault(kind, site, occurrence) : throw new FormatException($"'{text}': {kind} does not happen at {site}");
        }

        throw new FormatException($"'{text}' is no fault; expected for example DieAfter@Publish#2: a kind of {string.Join(", ", Enum.GetNames<FaultKind>())}, a call, its occurrence");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}@{Site}#{Occurrence}");
}
