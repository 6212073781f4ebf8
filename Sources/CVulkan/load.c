// See cvulkan.h.
#include "cvulkan.h"
#include <dlfcn.h>
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static PFN_vkGetInstanceProcAddr get;

static void load(void) {
  void *library = dlopen("libvulkan.so.1", RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  if (library) get = (PFN_vkGetInstanceProcAddr)dlsym(library, "vkGetInstanceProcAddr");
}

const char *cvulkan_load_global(CVulkanGlobal *table) {
  pthread_once(&once, load);
  if (!get) return "libvulkan.so.1";
#define F(name) \
  if (!(table->name = (PFN_##name)get(NULL, #name))) return #name;
  CVULKAN_GLOBAL(F)
#undef F
  return NULL;
}

#define F(name) \
  if (!(table->name = (PFN_##name)get(instance, #name))) return #name;

const char *cvulkan_load_instance(VkInstance instance, CVulkanInstance *table) {
  CVULKAN_INSTANCE(F)
  return NULL;
}

const char *cvulkan_load_debug(VkInstance instance, CVulkanDebug *table) {
  CVULKAN_DEBUG(F)
  return NULL;
}
#undef F

const char *cvulkan_load_device(const CVulkanInstance *instance, VkDevice device, CVulkanDevice *table) {
#define F(name) \
  if (!(table->name = (PFN_##name)instance->vkGetDeviceProcAddr(device, #name))) return #name;
  CVULKAN_DEVICE(F)
  return NULL;
}

const char *cvulkan_load_import(const CVulkanInstance *instance, VkDevice device, CVulkanImport *table) {
  CVULKAN_IMPORT(F)
#undef F
  return NULL;
}

VkResult cvulkan_submit(const CVulkanDevice *device, VkQueue queue, const CVulkanWork *work) {
  // Queues that only copy know no stage of shaders.
  VkPipelineStageFlags stages[CVULKAN_MOST_WAITS] = {VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT};
  VkTimelineSemaphoreSubmitInfo timeline = {
      .sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
      .waitSemaphoreValueCount = work->waitCount,
      .pWaitSemaphoreValues = work->waitValues,
      .signalSemaphoreValueCount = 1,
      .pSignalSemaphoreValues = &work->value,
  };
  VkSubmitInfo info = {
      .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
      .pNext = &timeline,
      .waitSemaphoreCount = work->waitCount,
      .pWaitSemaphores = work->waits,
      .pWaitDstStageMask = stages,
      .commandBufferCount = work->commandCount,
      .pCommandBuffers = work->commands,
      .signalSemaphoreCount = 1,
      .pSignalSemaphores = &work->signal,
  };
  return device->vkQueueSubmit(queue, 1, &info, VK_NULL_HANDLE);
}
