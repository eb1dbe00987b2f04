using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tenon.Checking.Actors;
using Tenon.Checking.Encoding;

namespace Tenon.Checking.Samples;

/// <summary>A value with the place of its write in the order of all writes.</summary>
/// <param name="Clock">The logical clock, from 0.</param>
/// <param name="Writer">The server that led the write.</param>
/// <param name="Value">The value.</param>
public sealed record Stamped(int Clock, int Writer, char Value)
{
    internal bool IsAfter(Stamped other) => Clock != other.Clock ? Clock > other.Clock : Writer > other.Writer;
}

/// <summary>A request that a server of <see cref="AbdRegister"/> leads: first it asks a majority, then it tells a majority.</summary>
/// <param name="Request">The request's number.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Written">What it writes; '\0' for a read, and in the second phase.</param>
/// <param name="Answers">In the first phase, by server, the answer or null; empty in the second.</param>
/// <param name="Read">In the second phase of a read, what it reads; otherwise null.</param>
/// <param name="Told">In the second phase, by server, whether it has confirmed; empty in the first.</param>
public sealed record AbdRequest(int Request, int Client, char Written, ImmutableArray<Stamped?> Answers, char? Read, ImmutableArray<bool> Told)
{
    // As the compiler would, but with the elements of the arrays.
    private bool PrintMembers(StringBuilder text)
    {
        string answers = string.Join(", ", Answers.Select(answer => answer?.ToString() ?? "none"));
        text.Append(CultureInfo.InvariantCulture, $"Request = {Request}, Client = {Client}, Written = {(Written == default ? "none" : Written.ToString())}, ");
        text.Append(CultureInfo.InvariantCulture, $"Answers = [{answers}], Read = {Read?.ToString() ?? "none"}, Told = [{string.Join(", ", Told)}]");
        return true;
    }
}

/// <summary>The state of a server of <see cref="AbdRegister"/>.</summary>
/// <param name="Latest">The latest value it knows of.</param>
/// <param name="Led">The request that it leads, or null.</param>
public sealed record AbdServer(Stamped Latest, AbdRequest? Led);

/// <summary>A message between servers of <see cref="AbdRegister"/>.</summary>
public abstract record AbdMessage
{
    private AbdMessage()
    {
    }

    /// <summary>What is the latest value?</summary>
    /// <param name="Request">The request's number.</param>
    public sealed record Query(int Request) : AbdMessage;

    /// <summary>The answer.</summary>
    /// <param name="Request">The request's number.</param>
    /// <param name="Latest">The latest value.</param>
    public sealed record Answer(int Request, Stamped Latest) : AbdMessage;

    /// <summary>Know this value.</summary>
    /// <param name="Request">The request's number.</param>
    /// <param name="Latest">The value.</param>
    public sealed record Tell(int Request, Stamped Latest) : AbdMessage;

    /// <summary>It is known.</summary>
    /// <param name="Request">The request's number.</param>
    public sealed record Confirm(int Request) : AbdMessage;
}

/// <summary>
/// The register of Attiya, Bar-Noy and Dolev, "Sharing Memory Robustly in Message-Passing Systems": linearizable without consensus. A server leads
/// one request at a time and leaves others waiting in the network.
/// </summary>
/// <param name="clientCount">1 to 26.</param>
/// <param name="serverCount">At least 2.</param>
/// <param name="network">What the network does with messages.</param>
public sealed class AbdRegister(int clientCount, int serverCount, NetworkKind network)
    : RegisterModel<AbdServer, AbdMessage>(clientCount, serverCount, network)
{
    internal override AbdServer StartServer(int self) => new(new Stamped(0, self, '\0'), null);

    internal override AbdServer Serve(AbdServer state, int source, RegisterMessage<AbdMessage> message, Outbox<RegisterMessage<AbdMessage>, None> outbox) =>
        message switch
        {
            RegisterMessage<AbdMessage>.Put put when state.Led is null => Lead(state, put.Request, source, put.Value, outbox),
            RegisterMessage<AbdMessage>.Get get when state.Led is null => Lead(state, get.Request, source, '\0', outbox),
            RegisterMessage<AbdMessage>.Internal between => Serve(state, source, between.Message, outbox),
            _ => state,
        };

    private AbdServer Serve(AbdServer state, int source, AbdMessage message, Outbox<RegisterMessage<AbdMessage>, None> outbox)
    {
        switch (message)
        {
            case AbdMessage.Query query:
                outbox.Send(source, Internal(new AbdMessage.Answer(query.Request, state.Latest)));
                return state;
            case AbdMessage.Answer answer when state.Led is { Answers.IsEmpty: false } led && led.Request == answer.Request:
                return Answered(state, led with { Answers = led.Answers.SetItem(source, answer.Latest) }, outbox);
            case AbdMessage.Tell tell:
                outbox.Send(source, Internal(new AbdMessage.Confirm(tell.Request)));
                return tell.Latest.IsAfter(state.Latest) ? state with { Latest = tell.Latest } : state;
            case AbdMessage.Confirm confirm when state.Led is { Told.IsEmpty: false } led && led.Request == confirm.Request && !led.Told[source]:
                return Confirmed(state, led with { Told = led.Told.SetItem(source, true) }, outbox);
            default:
                return state;
        }
    }

    private AbdServer Lead(AbdServer state, int request, int client, char written, Outbox<RegisterMessage<AbdMessage>, None> outbox)
    {
        outbox.SendToOthers(ServerCount, Internal(new AbdMessage.Query(request)));
        ImmutableArray<Stamped?> answers = [.. Enumerable.Range(0, ServerCount).Select(i => i == outbox.Self ? state.Latest : null)];
        return state with { Led = new AbdRequest(request, client, written, answers, null, []) };
    }

    private AbdServer Answered(AbdServer state, AbdRequest led, Outbox<RegisterMessage<AbdMessage>, None> outbox)
    {
        if (led.Answers.Count(answer => answer is not null) != Majority)
        {
            return state with { Led = led };
        }

        // A read, too, tells a majority what it returns: no later read may return less.
        Stamped latest = led.Answers.Aggregate((left, right) => left is null || (right is not null && right.IsAfter(left)) ? right : left)!; // A majority is not empty.
        char? read = led.Written == '\0' ? latest.Value : null;
        Stamped told = read is null ? new Stamped(latest.Clock + 1, outbox.Self, led.Written) : latest;
        outbox.SendToOthers(ServerCount, Internal(new AbdMessage.Tell(led.Request, told)));
        ImmutableArray<bool> confirmed = [.. Enumerable.Range(0, ServerCount).Select(i => i == outbox.Self)];
        return new AbdServer(
            told.IsAfter(state.Latest) ? told : state.Latest,
            led with { Written = '\0', Answers = [], Read = read, Told = confirmed });
    }

    private AbdServer Confirmed(AbdServer state, AbdRequest led, Outbox<RegisterMessage<AbdMessage>, None> outbox)
    {
        if (led.Told.Count(each => each) != Majority)
        {
            return state with { Led = led };
        }

        outbox.Send(led.Client, led.Read is char read
            ? new RegisterMessage<AbdMessage>.GetDone(led.Request, read)
            : new RegisterMessage<AbdMessage>.PutDone(led.Request));
        return state with { Led = null };
    }

    private static RegisterMessage<AbdMessage>.Internal Internal(AbdMessage message) => new(message);

    private protected override void WriteServer(AbdServer state, StateWriter writer)
    {
        Write(state.Latest, writer);
        writer.WriteBoolean(state.Led is not null);
        if (state.Led is not AbdRequest led)
        {
            return;
        }

        writer.WriteSigned(led.Request);
        writer.WriteSigned(led.Client);
        writer.WriteBits(led.Written, 16);
        writer.WriteUnsigned(led.Read is char read ? read + 1UL : 0);
        writer.WriteBoolean(led.Told.IsEmpty);
        foreach (Stamped? answer in led.Answers)
        {
            writer.WriteBoolean(answer is not null);
            if (answer is not null)
            {
                Write(answer, writer);
            }
        }

        foreach (bool told in led.Told)
        {
            writer.WriteBoolean(told);
        }
    }

    private protected override void WriteInternal(AbdMessage message, StateWriter writer)
    {
        (ulong kind, int request, Stamped? stamped) = message switch
        {
            AbdMessage.Query query => (0UL, query.Request, null),
            AbdMessage.Answer answer => (1UL, answer.Request, answer.Latest),
            AbdMessage.Tell tell => (2UL, tell.Request, tell.Latest),
            AbdMessage.Confirm confirm => (3UL, confirm.Request, (Stamped?)null),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        writer.WriteBits(kind, 2);
        writer.WriteSigned(request);
        if (stamped is not null)
        {
            Write(stamped, writer);
        }
    }

    private static void Write(Stamped stamped, StateWriter writer)
    {
        writer.WriteSigned(stamped.Clock);
        writer.WriteSigned(stamped.Writer);
        writer.WriteBits(stamped.Value, 16);
    }
}
