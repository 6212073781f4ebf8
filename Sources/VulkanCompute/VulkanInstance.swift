// The way into Vulkan: the loader, an instance, and the devices that it knows.
import Base
import CVulkan

/// An instance of Vulkan. Thread-safe; devices keep it.
public final class VulkanInstance: @unchecked Sendable {  // Vulkan allows the handles' use from any thread; they change in init and deinit alone
    let functions: CVulkanInstance
    private let handle: VkInstance
    let debug: (functions: CVulkanDebug, messenger: VkDebugUtilsMessengerEXT)?
    private let log = MessageLog()

    /// `validates`: with Khronos' validation layer, whose messages are collected. Errors: there is no loader, no driver, no such layer.
    public init(validates: Bool = false) throws(VulkanError) {
        let global: CVulkanGlobal = try Self.table { cvulkan_load_global($0) }
        var version: UInt32 = 0
        try VulkanError.check("vkEnumerateInstanceVersion", global.vkEnumerateInstanceVersion(&version))
        guard version >= VulkanVersion.required.code else {
            throw VulkanError(.absent, "Vulkan \(VulkanVersion.required) is needed, here is \(VulkanVersion(code: version))")
        }
        if validates, try !Self.layers(global).contains(Self.validationLayer) {
            throw VulkanError(.absent, "\(Self.validationLayer) is not installed")
        }
        handle = try Self.instance(global, validates: validates)
        let instance = handle
        do {
            functions = try Self.table { cvulkan_load_instance(instance, $0) }
        } catch {
            // Without its functions it cannot be destroyed either.
            throw error
        }
        guard validates else {
            debug = nil
            return
        }
        let table: CVulkanDebug = try Self.table { cvulkan_load_debug(instance, $0) }
        debug = (table, try Self.messenger(table, instance, log))
    }

    deinit {
        if let debug { debug.functions.vkDestroyDebugUtilsMessengerEXT(handle, debug.messenger, nil) }
        functions.vkDestroyInstance(handle, nil)
    }

    /// What the validation layer has said.
    public var messages: [String] { log.lines.withLock { $0 } }

    var physicalDevices: [VkPhysicalDevice] {
        get throws(VulkanError) {
            var count: UInt32 = 0
            try VulkanError.check("vkEnumeratePhysicalDevices", functions.vkEnumeratePhysicalDevices(handle, &count, nil))
            var devices = [VkPhysicalDevice?](repeating: nil, count: Int(count))
            try VulkanError.check("vkEnumeratePhysicalDevices", functions.vkEnumeratePhysicalDevices(handle, &count, &devices))
            return devices.compactMap { $0 }
        }
    }

    private static let validationLayer = "VK_LAYER_KHRONOS_validation"

    /// A table of functions, filled by `load`, which names what is missing.
    static func table<Table>(_ load: (UnsafeMutablePointer<Table>) -> UnsafePointer<CChar>?) throws(VulkanError) -> Table {
        let table = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        defer { table.deallocate() }
        if let missing = load(table) { throw VulkanError(.absent, "there is no Vulkan here: \(String(cString: missing)) is missing") }
        return table.pointee
    }

    private static func layers(_ global: CVulkanGlobal) throws(VulkanError) -> [String] {
        var count: UInt32 = 0
        try VulkanError.check("vkEnumerateInstanceLayerProperties", global.vkEnumerateInstanceLayerProperties(&count, nil))
        var layers = [VkLayerProperties](repeating: VkLayerProperties(), count: Int(count))
        try VulkanError.check("vkEnumerateInstanceLayerProperties", global.vkEnumerateInstanceLayerProperties(&count, &layers))
        return layers.map { text($0.layerName) }
    }

    private static func instance(_ global: CVulkanGlobal, validates: Bool) throws(VulkanError) -> VkInstance {
        var application = VkApplicationInfo()
        application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO
        application.apiVersion = VulkanVersion.required.code
        var handle: VkInstance?
        let layers = validates ? [validationLayer] : [], extensions = validates ? [VK_EXT_DEBUG_UTILS_EXTENSION_NAME] : []
        let code = withCStrings(layers) { layers in
            withCStrings(extensions) { extensions in
                withUnsafePointer(to: &application) { application in
                    var info = VkInstanceCreateInfo()
                    info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO
                    info.pApplicationInfo = application
                    (info.enabledLayerCount, info.ppEnabledLayerNames) = (UInt32(layers.count), layers.baseAddress)
                    (info.enabledExtensionCount, info.ppEnabledExtensionNames) = (UInt32(extensions.count), extensions.baseAddress)
                    return global.vkCreateInstance(&info, nil, &handle)
                }
            }
        }
        if code == VK_ERROR_INCOMPATIBLE_DRIVER { throw VulkanError(.absent, "there is no Vulkan driver here") }
        try VulkanError.check("vkCreateInstance", code)
        guard let handle else { throw VulkanError(.other, "vkCreateInstance gave nothing") }
        return handle
    }

    private static func messenger(_ table: CVulkanDebug, _ instance: VkInstance, _ log: MessageLog) throws(VulkanError) -> VkDebugUtilsMessengerEXT {
        var info = VkDebugUtilsMessengerCreateInfoEXT()
        info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT
        info.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT.rawValue | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT.rawValue
        info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT.rawValue | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT.rawValue
        info.pUserData = Unmanaged.passUnretained(log).toOpaque()
        info.pfnUserCallback = { _, _, data, user in
            guard let data, let user, let message = data.pointee.pMessage else { return VkBool32(VK_FALSE) }
            Unmanaged<MessageLog>.fromOpaque(user).takeUnretainedValue().lines.withLock { $0.append(String(cString: message)) }
            return VkBool32(VK_FALSE)
        }
        var messenger: VkDebugUtilsMessengerEXT?
        try VulkanError.check("vkCreateDebugUtilsMessengerEXT", table.vkCreateDebugUtilsMessengerEXT(instance, &info, nil, &messenger))
        guard let messenger else { throw VulkanError(.other, "vkCreateDebugUtilsMessengerEXT gave nothing") }
        return messenger
    }
}

/// Messages of the validation layer, from any thread.
private final class MessageLog: Sendable {
    let lines = Locked<[String]>([])
}

/// A version of Vulkan, major and minor.
struct VulkanVersion: CustomStringConvertible {
    let code: UInt32

    static let required = VulkanVersion(code: 1 << 22 | 2 << 12)

    var description: String { "\(code >> 22).\(code >> 12 & 0x3ff)" }
}

/// A C array of characters as text.
func text<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

/// `texts` as C strings, valid within `body`.
func withCStrings<Result>(_ texts: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result) -> Result {
    let bytes = texts.flatMap { Array($0.utf8CString) }
    return bytes.withUnsafeBufferPointer { buffer in
        var offset = 0, pointers: [UnsafePointer<CChar>?] = []
        for text in texts {
            pointers.append(buffer.baseAddress.map { $0 + offset })
            offset += text.utf8CString.count
        }
        return pointers.withUnsafeBufferPointer(body)
    }
}
