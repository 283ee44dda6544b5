using Google.Protobuf.Reflection;
using WarningEngine.Kafka.Wire;
using WarningEngine.Kafka.Wire.Proto;

namespace WarningEngine.Tests.Wire;

/// <summary>The message of each raw topic's records.</summary>
internal static class RawMessages
{
    public static readonly IReadOnlyDictionary<RawTopic, MessageDescriptor> All = new Dictionary<RawTopic, MessageDescriptor>
    {
        [RawTopic.Calls] = CallRecord.Descriptor,
        [RawTopic.Sms] = SmsRecord.Descriptor,
        [RawTopic.Transfers] = TransferRecord.Descriptor,
        [RawTopic.Registry] = RegistryRecord.Descriptor,
        [RawTopic.Intelligence] = IntelligenceRecord.Descriptor,
        [RawTopic.Dispositions] = DispositionRecord.Descriptor,
        [RawTopic.Commands] = CommandRecord.Descriptor,
    };
}
